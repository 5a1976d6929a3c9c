import type { SettingsChange } from '../contract/settings.ts';
import { enter } from './rooms.ts';
import type { TestSocket } from './socket.ts';
import type { Stage } from './stage.ts';

/** An agent without a browser: frames in, frames out. */
export type AnsweringAgent = Disposable & {
  id: string;
  socket: TestSocket;
  /** Takes whoever waits, or waits next; returns the channel. */
  takesNext: () => Promise<string>;
  says: (channel: string, text: string) => Promise<void>;
  asks: (frame: { op: string; [name: string]: unknown }) => void;
};

let said = 0;

/** Online and connected. */
export async function answeringAgent(
  stage: Stage,
  url: string,
  name = 'Agnes Moor',
): Promise<AnsweringAgent> {
  const staff = await stage.people.agent({ name, online: true });
  const { token, id } = await stage.people.signIn(staff);
  const socket = await enter(url, token);
  const taken = new Set<string>();
  return {
    id,
    socket,
    async takesNext() {
      const waiting = await socket.next(
        ({ op, ...frame }) =>
          op === 'conversation' &&
          ['waiting', 'offered'].includes(String(frame['state'])) &&
          !taken.has(String(frame['channel_id'])),
      );
      const channel_id = String(waiting.channel_id);
      taken.add(channel_id);
      socket.send({ op: 'take', channel_id });
      await socket.next((frame) => frame['state'] === 'open' && frame.channel_id === channel_id);
      return channel_id;
    },
    async says(channel_id, data) {
      const id = `said-${++said}`;
      socket.send({ op: 'send', id, channel_id, to: '*', type: 'text', data });
      await socket.next((frame) => frame.op === 'ack' && frame['id'] === id);
    },
    asks: (frame) => socket.send(frame),
    [Symbol.dispose]: () => socket[Symbol.dispose](),
  };
}

/** Changes an organisation's settings as an admin of it would, and waits until web heeds them. */
export async function changeSettings(
  stage: Stage,
  change: SettingsChange,
  org = 'main',
): Promise<void> {
  const call = await stage.call.web();
  const admin = await stage.people.signIn(await stage.people.admin({ org }));
  const { version } = await call.organisations.readSettings({}, admin);
  await call.organisations.changeSettings({ version, change }, admin);
}

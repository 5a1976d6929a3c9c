import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClientOp, clientFrames } from '../../internal/contract/frames.ts';
import { openSocket, type TestSocket } from '../../internal/testing/socket.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { enter, type Player } from './cast.ts';
import { type Elsewhere, seedElsewhere } from './seed-elsewhere.ts';
import { stateOfOrganisation } from './state-of-organisation.ts';

let stage: Stage;
let relayUrl: string;
let north: Elsewhere;
/** People of the other organisation, who look on. */
const onlookers: TestSocket[] = [];

beforeAll(async () => {
  stage = await openStage();
  north = await seedElsewhere(stage);
  await stage.startDbmgr();
  relayUrl = (await stage.startRelay()).url;
  for (const person of north.people) onlookers.push(await come(person));
});
afterAll(async () => {
  for (const socket of onlookers) socket[Symbol.dispose]();
  await stage[Symbol.asyncDispose]();
});

async function come({ login }: Player, rest: object = {}): Promise<TestSocket> {
  const call = await stage.call.web();
  const { token } = await call.logins.issueToken({}, { login });
  stage.canaries.note(token, 'a socket token');
  const socket = await openSocket(relayUrl);
  await socket.hello(token, rest);
  await socket.next('caught_up');
  return socket;
}

/** Those that name a channel. */
const naming = (Object.keys(clientFrames) as ClientOp[]).filter(
  (op) => 'channel_id' in clientFrames[op].shape,
);

/** A good frame of that op; some name a person, too. */
function frameOf(op: ClientOp, channel_id: string, to: string): object {
  const inChannel = { op, channel_id };
  switch (op) {
    case 'send':
      return { ...inChannel, to, id: randomUUID(), type: 'text', data: stage.canaries.text() };
    case 'open':
      return { ...inChannel, after: 0 };
    case 'seen':
      return { ...inChannel, seq: 1 };
    default:
      return inChannel;
  }
}

test.each(['online agent', 'member', 'visitor'] as const)(
  'R5, V1: no frame of an %s reaches another organisation, and none comes from there',
  async (actor) => {
    const player = await enter(stage, actor);
    using socket = await come(player);
    const heard = onlookers.map(({ received }) => received.length);
    const before = await stateOfOrganisation(stage, north.org);
    const frames = Object.values(north.channels).flatMap((channel) =>
      naming.flatMap((op) =>
        op === 'send'
          ? ['*', north.ids.member!].map((to) => frameOf(op, channel, to))
          : [frameOf(op, channel, '*')],
      ),
    );
    for (const frame of frames) {
      socket.send(frame);
      await sleep(20);
    }
    socket.send({ op: 'ping' });
    await socket.next('pong');
    const text = JSON.stringify(socket.received.filter(({ op }) => op !== 'error'));
    expect(text).not.toContain(north.marker);
    for (const id of Object.values(north.channels)) expect(text).not.toContain(id);
    expect(socket.received.filter(({ op }) => op === 'ack' || op === 'opened')).toEqual([]);
    const news = onlookers.flatMap(({ received }, at) => received.slice(heard[at]));
    // Who of them is there, they still learn from one another.
    expect(news.filter(({ op }) => !['presence', 'agents'].includes(op))).toEqual([]);
    expect(JSON.stringify(news)).not.toContain(player.id);
    expect(await stateOfOrganisation(stage, north.org)).toEqual(before);
  },
);

test('R15, V1: what somebody resumes of another organisation is not there', async () => {
  const resume = Object.fromEntries(Object.values(north.channels).map((channel) => [channel, 0]));
  using socket = await come(await enter(stage, 'member'), { resume });
  const text = JSON.stringify(socket.received);
  expect(text).not.toContain(north.marker);
  expect(socket.received.filter(({ op }) => op === 'message' || op === 'conversation')).toEqual([]);
});

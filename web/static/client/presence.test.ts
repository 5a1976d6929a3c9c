import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from '../../../internal/testing/stage.ts';
import type { PresenceFrame } from './frames.d.ts';
import { openClient, openVisitor } from './open-client.js';
import { createPresence } from './presence.js';

let stage: Stage;
let origin: string;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  await stage.startRelay();
  origin = (await stage.startWeb()).url;
});
afterAll(() => stage[Symbol.asyncDispose]());

function frame(rest: object): PresenceFrame {
  return { op: 'presence', channel_id: 'c', ...rest } as PresenceFrame;
}

const here = (...ids: string[]) => ids.map((id) => ({ id, state: 'online' }));

test('nothing is known of anybody until somebody says it', () => {
  const presence = createPresence();
  expect(presence.of('c', 'ada')).toBeNull();
  presence.receive(frame({ people: here('bob') }));
  expect(presence.of('c', 'ada')).toBeNull();
  presence.receive(frame({ people: here('bob'), complete: true }));
  expect(presence.of('c', 'ada')).toEqual({ state: 'offline', sinceMs: null });
});

test('it is remembered when somebody was seen to go', () => {
  const presence = createPresence();
  presence.receive(frame({ people: here('ada', 'bob'), complete: true }), 1000);
  expect(presence.of('c', 'ada')).toEqual({ state: 'online', sinceMs: null });
  presence.receive(frame({ people: [{ id: 'ada', state: 'offline' }] }), 2000);
  presence.receive(frame({ people: [{ id: 'ada', state: 'offline' }] }), 3000);
  expect(presence.of('c', 'ada')).toEqual({ state: 'offline', sinceMs: 2000 });
  presence.receive(frame({ people: here('bob'), complete: true }), 4000);
  expect(presence.of('c', 'ada')).toEqual({ state: 'offline', sinceMs: 2000 });
});

test('what was known outlives a lost connection until it is known anew', () => {
  const presence = createPresence();
  presence.receive(frame({ people: here('ada'), complete: true }));
  presence.disconnected();
  presence.receive(frame({ people: here('bob') }));
  expect(presence.of('c', 'ada')).toEqual({ state: 'online', sinceMs: null });
  expect(presence.of('c', 'cleo')).toBeNull();
  presence.receive(frame({ people: here('bob'), complete: true }));
  expect(presence.of('c', 'ada')).toEqual({ state: 'offline', sinceMs: null });
});

test('where there are many, they are counted', () => {
  const presence = createPresence();
  presence.receive(frame({ people: here('ada'), complete: true }));
  presence.receive(frame({ online: 400, away: 20 }));
  expect(presence.numbersIn('c')).toEqual({ online: 400, away: 20 });
  expect(presence.of('c', 'ada')).toBeNull();
  presence.receive(frame({ people: here('ada'), complete: true }));
  expect(presence.numbersIn('c')).toBeNull();
  presence.forget('c');
  expect(presence.of('c', 'ada')).toBeNull();
});

test('what one client says another sees; a new connection is no goodbye, stopping is', async () => {
  const vera = openVisitor({ origin, nickname: 'Vera' });
  vera.listen(({ type }) => void (type === 'caught_up' && vera.start('person')));
  vera.showAs('away');
  vera.connect();
  const agent = await stage.people.agent({ online: true });
  const { token } = await stage.people.signIn(agent);
  const session = { token: () => Promise.resolve(token), renew: () => undefined };
  const agnes = openClient({ origin, session });
  const seen: string[] = [];
  agnes.listen(({ type }) => {
    const [channelId] = [...agnes.state.waiting.keys(), ...agnes.state.rooms.keys()];
    const state = agnes.state.presence.of(channelId ?? '', vera.state.user?.id ?? '')?.state;
    if (type === 'presence' && state && state !== seen.at(-1)) seen.push(state);
  });
  agnes.connect();
  await expect.poll(() => seen).toEqual(['away']);
  const [channelId] = [...agnes.state.waiting.keys()];
  agnes.take(channelId!);
  await expect.poll(() => agnes.state.rooms.get(channelId!)?.joined).toBe(true);
  vera.restart();
  await expect.poll(() => vera.state.caughtUp).toBe(true);
  vera.showAs('online');
  await expect.poll(() => seen).toEqual(['away', 'online']);
  vera.stop('bye');
  await expect.poll(() => seen).toEqual(['away', 'online', 'offline']);
  agnes.stop('bye');
});

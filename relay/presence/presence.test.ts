import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Visitor } from '../../internal/testing/people.ts';
import {
  addMember,
  enter,
  openRoom,
  type Room,
  startLimitedRelay,
  until,
} from '../../internal/testing/rooms.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import type { StartedRelay } from '../start-relay.ts';
import {
  presenceFrames,
  quickGraceMs,
  quickPresence,
  shownSince,
  stateOf,
} from './testing/shown-people.ts';

let stage: Stage;
let here: StartedRelay;
let there: StartedRelay;
let room: Room;
let other: Visitor;

const roundMs = quickPresence.presenceRoundMs!;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  const env = { LIMIT_SOCKET_FRAMES: '5000' };
  [here, there] = [
    await startLimitedRelay(stage, quickPresence, env),
    await startLimitedRelay(stage, quickPresence, env),
  ];
  // From then on whoever is not there is shown as such.
  await sleep(1.5 * quickGraceMs);
});
afterAll(() => stage[Symbol.asyncDispose]());

/** Vera at one relay; Otto belongs to her conversation too, and has not come yet. */
beforeEach(async () => {
  room = await openRoom(stage, here.url, 'Vera');
  other = await stage.people.visitor('Otto');
  await addMember(stage, room.channel, other.id);
});

function isShown(person: string, state: string) {
  return until(() => stateOf(room.socket, room.channel, person) === state, 15_000);
}

async function come(url = there.url, rest: object = {}) {
  const socket = await enter(url, other.token, { resume: { [room.channel]: 0 }, ...rest });
  expect(socket.received.filter(({ op }) => op === 'error')).toEqual([]);
  return socket;
}

test('who comes sees everybody who is there, and they see who comes', async () => {
  for (const url of [here.url, there.url]) {
    const socket = await come(url);
    const { people } = await socket.next(({ complete }) => complete === true);
    expect(people).toContainEqual({ id: room.visitor.id, state: 'online' });
    await isShown(other.id, 'online');
    socket[Symbol.dispose]();
  }
  expect(shownSince(room.socket, room.channel, other.id)).toEqual(['online']);
});

test('away is what the client says, and online again', async () => {
  const socket = await come();
  await isShown(other.id, 'online');
  socket.send({ op: 'presence', state: 'away' });
  await isShown(other.id, 'away');
  socket.send({ op: 'presence', state: 'online' });
  await isShown(other.id, 'online');
});

test('who says so in hello is away from the first moment on', async () => {
  await come(there.url, { presence: 'away' });
  await isShown(other.id, 'away');
  expect(shownSince(room.socket, room.channel, other.id)).toEqual(['away']);
});

test('of several tabs the best counts, wherever they are', async () => {
  const first = await come(here.url);
  const second = await come(there.url);
  await isShown(other.id, 'online');
  first.send({ op: 'presence', state: 'away' });
  await sleep(3 * roundMs);
  expect(stateOf(room.socket, room.channel, other.id)).toBe('online');
  second.send({ op: 'presence', state: 'away' });
  await isShown(other.id, 'away');
  second.send({ op: 'presence', state: 'online' });
  await isShown(other.id, 'online');
  second[Symbol.dispose]();
  await isShown(other.id, 'away');
  first[Symbol.dispose]();
  await isShown(other.id, 'offline');
});

test('who is lost and comes back within the grace was never seen gone, at any relay', async () => {
  let socket = await come(here.url);
  await isShown(other.id, 'online');
  for (const url of [here.url, there.url, here.url]) {
    socket[Symbol.dispose]();
    await sleep(quickGraceMs / 3);
    socket = await come(url);
  }
  await sleep(quickGraceMs * 1.5);
  expect(shownSince(room.socket, room.channel, other.id)).toEqual(['online']);
});

test('who is lost and does not come back is offline when the grace is over', async () => {
  const socket = await come();
  await isShown(other.id, 'online');
  const lostAtMs = performance.now();
  socket[Symbol.dispose]();
  await isShown(other.id, 'offline');
  expect(performance.now() - lostAtMs).toBeGreaterThanOrEqual(quickGraceMs);
});

test('who says goodbye is gone at once', async () => {
  const socket = await come();
  await isShown(other.id, 'online');
  const leftAtMs = performance.now();
  socket.close(1000);
  await isShown(other.id, 'offline');
  expect(performance.now() - leftAtMs).toBeLessThan(quickGraceMs);
});

test('who was shown ahead of a round and is gone before it is not left behind', async () => {
  const slow = { ...quickPresence, presenceRoundMs: 4000, presenceGraceMs: 60_000 };
  const [one, two] = [await startLimitedRelay(stage, slow), await startLimitedRelay(stage, slow)];
  const early = await openRoom(stage, one.url, 'Ada');
  const [guest, late] = [await stage.people.visitor('Guest'), await stage.people.visitor('Late')];
  for (const { id } of [guest, late]) await addMember(stage, early.channel, id);
  const hello = { resume: { [early.channel]: 0 } };
  await until(() => presenceFrames(early.socket, early.channel).length > 0);
  // The round of her coming was just now, that of his is seconds away.
  const coming = await enter(one.url, guest.token, hello);
  const watchers = [
    await enter(one.url, late.token, hello),
    await enter(two.url, late.token, hello),
  ];
  const areShown = (state: string) =>
    until(() => watchers.every((one) => stateOf(one, early.channel, guest.id) === state), 15_000);
  await areShown('online');
  coming.close(1000);
  await areShown('offline');
});

test('R6: who is signed out vanishes at once, also while they are on the way back', async () => {
  const call = await stage.call.web();
  for (const isLost of [false, true]) {
    const visitor = await stage.people.visitor('Ida');
    await addMember(stage, room.channel, visitor.id);
    const socket = await enter(there.url, visitor.token, { resume: { [room.channel]: 0 } });
    await isShown(visitor.id, 'online');
    if (isLost) socket[Symbol.dispose]();
    const endedAtMs = performance.now();
    await call.logins.endLogin({}, { login: visitor.login });
    await isShown(visitor.id, 'offline');
    expect(performance.now() - endedAtMs).toBeLessThan(quickGraceMs);
  }
});

test('C5: who is no member sees nothing, nor does who is not one any more', async () => {
  const stranger = await openRoom(stage, there.url, 'Stranger');
  const socket = await come();
  await isShown(other.id, 'online');
  const agent = await stage.people.agent({ online: true });
  const console = await enter(there.url, (await stage.people.signIn(agent)).token);
  await sleep(3 * roundMs);
  expect(presenceFrames(stranger.socket, room.channel)).toEqual([]);
  const told = JSON.stringify(stranger.socket.received);
  for (const id of [room.visitor.id, other.id]) expect(told).not.toContain(id);
  // An agent who may read the waiting list sees of it the one who waits, and only while they wait.
  await until(() => stateOf(console, room.channel, room.visitor.id) === 'online');
  const winner = await stage.people.agent({ online: true });
  const taking = await enter(here.url, (await stage.people.signIn(winner)).token);
  taking.send({ op: 'take', channel_id: room.channel });
  await taking.next('joined');
  await until(() =>
    console.received.some(
      ({ op, channel_id, state }) =>
        op === 'conversation' && channel_id === room.channel && state === 'open',
    ),
  );
  await sleep(3 * roundMs);
  const before = presenceFrames(console, room.channel).length;
  room.socket.send({ op: 'presence', state: 'away' });
  await until(() => stateOf(taking, room.channel, room.visitor.id) === 'away');
  await sleep(3 * roundMs);
  expect(presenceFrames(console, room.channel)).toHaveLength(before);
  socket[Symbol.dispose]();
});

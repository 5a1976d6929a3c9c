import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { restartNats } from '../../internal/testing/restart-nats.ts';
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
import { startRelayProcess } from './testing/relay-process.ts';
import {
  presenceFrames,
  quickGraceMs,
  quickPresence,
  shownAs,
  shownSince,
  stateOf,
} from './testing/shown-people.ts';

let stage: Stage;
let relay: StartedRelay;
let room: Room;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  relay = await stage.startRelay();
  room = await openRoom(stage, relay.url, 'Vera');
});
afterAll(() => stage[Symbol.asyncDispose]());

/** A new member of the room, who comes by this relay. */
async function comeBy(url: string, into = room) {
  const visitor = await stage.people.visitor('Otto');
  await addMember(stage, into.channel, visitor.id);
  const come = (at = url) => enter(at, visitor.token, { resume: { [into.channel]: 0 } });
  return { id: visitor.id, come, socket: await come() };
}

function isShown(person: string, state: string, to = room) {
  return until(() => stateOf(to.socket, to.channel, person) === state, 20_000);
}

test('X1: people of a killed relay are gone within 15 s; 10 s of loss show nothing', async () => {
  await using doomed = await startRelayProcess(stage);
  const killed = await comeBy(doomed.url);
  const moved = await comeBy(doomed.url);
  const lost = await comeBy(relay.url);
  for (const { id } of [killed, moved, lost]) await isShown(id, 'online');
  await doomed.kill();
  const killedAtMs = performance.now();
  lost.socket[Symbol.dispose]();
  await sleep(3000);
  await moved.come(relay.url);
  await sleep(10_000 - (performance.now() - killedAtMs));
  expect(stateOf(room.socket, room.channel, killed.id)).toBe('online');
  await lost.come();
  await isShown(killed.id, 'offline');
  const offlineAfterMs = performance.now() - killedAtMs;
  expect(offlineAfterMs).toBeGreaterThan(10_000);
  expect(offlineAfterMs).toBeLessThan(15_000);
  await sleep(1500);
  for (const { id } of [moved, lost]) {
    expect(shownSince(room.socket, room.channel, id)).toEqual(['online']);
  }
});

test('X6: a relay hands its people over in silence when it restarts', async () => {
  const leaving = await startLimitedRelay(stage, quickPresence);
  const guest = await comeBy(leaving.url);
  await isShown(guest.id, 'online');
  await leaving[Symbol.asyncDispose]();
  expect((await guest.socket.closed).code).toBe(1012);
  await guest.come(relay.url);
  await sleep(1500);
  expect(shownSince(room.socket, room.channel, guest.id)).toEqual(['online']);
});

test('X6: a relay that has just started says of nobody that they are gone', async () => {
  const fresh = await startLimitedRelay(stage, quickPresence);
  const { channel, visitor } = await openRoom(stage, fresh.url, 'Ida');
  using socket = await enter(fresh.url, visitor.token);
  const first = await socket.next('presence');
  expect(first).toMatchObject({ channel_id: channel });
  expect(first).not.toHaveProperty('complete');
  await until(() => presenceFrames(socket, channel).some(({ complete }) => complete === true));
});

test('X7: nobody is shown as gone because NATS restarts', async () => {
  const [one, two] = [
    await startLimitedRelay(stage, quickPresence),
    await startLimitedRelay(stage, quickPresence),
  ];
  const other = await openRoom(stage, one.url, 'Ada');
  const guest = await comeBy(two.url, other);
  await isShown(guest.id, 'online', other);
  await restartNats(stage, 2 * quickGraceMs);
  await sleep(1.5 * quickGraceMs);
  expect(shownSince(other.socket, other.channel, guest.id)).toEqual(['online']);
  guest.socket.send({ op: 'presence', state: 'away' });
  await isShown(guest.id, 'away', other);
  expect(shownAs(guest.socket, other.channel, other.visitor.id).at(-1)).toBe('online');
});

test('X23: nobody is called gone while a relay does not answer, before it is dead', async () => {
  const alone = await startLimitedRelay(stage, quickPresence);
  await sleep(1.5 * quickGraceMs);
  const bus = await stage.bus('relay');
  const say = (text: string) => bus.connection.publish('natter.v1.live.presence.all', text);
  for (const text of [
    '',
    '{',
    '[]',
    '{"relay":"a.b","n":1,"changes":{}}',
    '{"relay":"x","n":"1"}',
  ]) {
    say(text);
  }
  say('{"relay":"mute","n":1,"changes":{}}');
  await until(async () => (await alone.metrics.total('natter_relay_peers')) >= 2);
  const { socket, visitor } = await openRoom(stage, alone.url, 'Ida');
  const first = await socket.next('presence');
  expect(first).not.toHaveProperty('complete');
  expect(first['people']).toEqual([{ id: visitor.id, state: 'online' }]);
  await socket.next(({ complete }) => complete === true);
});

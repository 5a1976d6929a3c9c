import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addMember,
  enter,
  openRoom,
  removeMember,
  say,
  type Seated,
  seqsOf,
  until,
  writeHistory,
} from '../../internal/testing/rooms.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import type { StartedRelay } from '../start-relay.ts';

const entries = 1000;
const readFromPages = 'natter_relay_past_bytes';

let stage: Stage;
let relay: StartedRelay;
beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  relay = await stage.startRelay({ LIMIT_SOCKET_FRAMES: '5000' });
});
afterAll(() => stage[Symbol.asyncDispose]());

/** A visitor in a channel with a long past, none of which they asked for. */
async function openLongRoom(text?: string, length = entries) {
  const room = await openRoom(stage, relay.url);
  room.socket[Symbol.dispose]();
  await room.socket.closed;
  await writeHistory(stage, room.channel, room.visitor.id, length, text);
  const fresh = await stage.startRelay();
  return { ...room, relay: fresh, socket: await enter(fresh.url, room.visitor.token) };
}

async function show(socket: Seated, channel: string, after: number, before: number) {
  const had = seqsOf(socket, channel).length;
  socket.send({ op: 'open', channel_id: channel, after, before });
  await socket.next((frame) => frame.op === 'opened' && frame.channel_id === channel);
  await until(() => seqsOf(socket, channel).length - had >= before - after - 1);
  return seqsOf(socket, channel).slice(had);
}

const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

test('a piece of the past comes once, and live entries go on behind it', async () => {
  const { socket, channel } = await openLongRoom();
  expect(await show(socket, channel, 350, 451)).toEqual(range(351, 450));
  expect(await show(socket, channel, 300, 351)).toEqual(range(301, 350));
  expect(await show(socket, channel, entries - 10, entries + 1)).toEqual(
    range(entries - 9, entries),
  );
  await say(stage, socket, channel);
  await until(() => seqsOf(socket, channel).includes(entries + 1));
  expect(seqsOf(socket, channel).filter((seq) => seq > entries)).toEqual([entries + 1]);
});

test('a piece of nothing is empty, and one beyond the end stops there', async () => {
  const { socket, channel } = await openLongRoom();
  socket.send({ op: 'open', channel_id: channel, after: 5, before: 6 });
  await socket.next('opened');
  socket.send({ op: 'open', channel_id: channel, after: entries - 1, before: entries + 100 });
  await socket.next((frame) => frame['seq'] === entries);
  expect(seqsOf(socket, channel)).toEqual([entries]);
});

test('L4: more than 200 entries at once are refused, and 200 are not', async () => {
  const { socket, channel } = await openLongRoom();
  socket.send({ op: 'open', channel_id: channel, after: 0, before: 202 });
  expect(await socket.next('error')).toMatchObject({ of: 'open', code: 'invalid' });
  expect(await show(socket, channel, 99, 300)).toEqual(range(100, 299));
});

test('what one member looked at is kept for the next', async () => {
  const { socket, channel, relay: fresh } = await openLongRoom();
  const held = () => fresh.metrics.total(readFromPages);
  expect(await held()).toBe(0);
  await show(socket, channel, 420, 471);
  const once = await held();
  expect(once).toBeGreaterThan(0);
  const other = await stage.people.visitor();
  await addMember(stage, channel, other.id);
  using beside = await enter(fresh.url, other.token, { resume: { [channel]: entries } });
  expect(await show(beside, channel, 400, 601)).toEqual(range(401, 600));
  expect(await held()).toBe(once);
});

test('R13: a piece of 8 MB goes out as fast as it is read, with a seat and without', async () => {
  const { socket, channel, relay: fresh } = await openLongRoom('🙂'.repeat(10_000), 250);
  expect(await show(socket, channel, 0, 201)).toEqual(range(1, 200));
  socket.send({ op: 'close', channel_id: channel });
  await socket.next('closed');
  // Two at once come one after the other.
  socket.send({ op: 'open', channel_id: channel, after: 100, before: 201 });
  socket.send({ op: 'open', channel_id: channel, after: 0, before: 101 });
  await until(() => seqsOf(socket, channel).length === 400);
  expect(seqsOf(socket, channel).slice(200)).toEqual([...range(101, 200), ...range(1, 100)]);
  expect(await fresh.metrics.total('natter_relay_cuts_total')).toBe(0);
});

test('R11: strangers see no past, and whoever left sees none any more', async () => {
  const { visitor, socket, channel } = await openLongRoom();
  const stranger = await stage.people.visitor();
  using outside = await enter(relay.url, stranger.token);
  outside.send({ op: 'open', channel_id: channel, after: 0, before: 10 });
  expect(await outside.next('error')).toMatchObject({ of: 'open', code: 'not_found' });
  const former = await stage.people.visitor();
  await addMember(stage, channel, former.id);
  using beside = await enter(relay.url, former.token);
  expect(await show(beside, channel, 10, 21)).toEqual(range(11, 20));
  await removeMember(stage, channel, former.id);
  beside.send({ op: 'open', channel_id: channel, after: 20, before: 30 });
  expect(await beside.next('error')).toMatchObject({ of: 'open', code: 'not_found' });
  expect(await show(socket, channel, 10, 21)).toEqual(range(11, 20));
  expect(visitor.id).not.toBe(former.id);
});

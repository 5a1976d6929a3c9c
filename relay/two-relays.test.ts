import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addMember,
  enter,
  openRoom,
  type Room,
  say,
  type Seated,
  seqsOf,
  until,
} from '../internal/testing/rooms.ts';
import { openStage, type Stage } from '../internal/testing/stage.ts';

let stage: Stage;
let urls: string[];
let room: Room;
let beside: Seated;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  const env = { LIMIT_SOCKET_FRAMES: '5000' };
  urls = [(await stage.startRelay(env)).url, (await stage.startRelay(env)).url];
  room = await openRoom(stage, urls[0]!);
  const reader = await stage.people.visitor('Reader');
  await addMember(stage, room.channel, reader.id);
  beside = await enter(urls[1]!, reader.token, { resume: { [room.channel]: 0 } });
});
afterAll(() => stage[Symbol.asyncDispose]());

test('I3: people at two relays see every message once, in one order', async () => {
  const second = await enter(urls[1]!, room.visitor.token);
  const sendMany = async (socket: Seated, name: string) => {
    for (let i = 0; i < 60; i++) await say(stage, socket, room.channel, `${name}-${i}`);
  };
  await Promise.all([sendMany(room.socket, 'here'), sendMany(second, 'there')]);
  const readers = [room.socket, second, beside];
  await until(() => readers.every((socket) => seqsOf(socket, room.channel).length === 120));
  for (const socket of readers) {
    expect(seqsOf(socket, room.channel)).toEqual(Array.from({ length: 120 }, (_, i) => i + 1));
  }
  second[Symbol.dispose]();
});

test('typing goes to the others in the channel, at most once a second', async () => {
  const stranger = await openRoom(stage, urls[1]!, 'Stranger');
  for (let i = 0; i < 5; i++) room.socket.send({ op: 'typing', channel_id: room.channel });
  expect(await beside.next('typing')).toEqual({
    op: 'typing',
    channel_id: room.channel,
    from: room.visitor.id,
    name: 'Ada',
    role: 'user',
  });
  await sleep(100);
  const typed = ({ received }: Seated) => received.filter(({ op }) => op === 'typing').length;
  expect([typed(beside), typed(room.socket), typed(stranger.socket)]).toEqual([1, 0, 0]);
});

test('seen goes to everybody in the channel and is kept, the furthest alone', async () => {
  const head = seqsOf(room.socket, room.channel).at(-1)!;
  for (const seq of [3, 5, 4, head]) {
    beside.send({ op: 'seen', channel_id: room.channel, seq });
  }
  expect(await room.socket.next('seen')).toMatchObject({ seq: 3 });
  expect(await room.socket.next('seen')).toMatchObject({ seq: head });
  beside.send({ op: 'seen', channel_id: room.channel, seq: head + 1 });
  expect(await beside.next('error')).toMatchObject({ code: 'invalid', of: 'seen' });
  await until(async () => {
    const sql = 'SELECT seen_seq FROM members WHERE channel_id = ? AND seen_seq = ?';
    return (await stage.sql(sql, [room.channel, head])).length === 1;
  });
});

test('X23: an event that never comes is fetched as soon as a later one does', async () => {
  const last = seqsOf(beside, room.channel).at(-1)!;
  await writeUnheard(last + 1);
  const seq = await say(stage, room.socket, room.channel);
  expect(seq).toBe(last + 2);
  await beside.next((frame) => frame['seq'] === seq && frame.op === 'message');
  expect(seqsOf(beside, room.channel).slice(-2)).toEqual([last + 1, last + 2]);
});

test('X23: with nothing after it, the head check finds it within seconds', async () => {
  const last = seqsOf(beside, room.channel).at(-1)!;
  await writeUnheard(last + 1);
  for (const socket of [beside, room.socket]) {
    await until(() => seqsOf(socket, room.channel).at(-1) === last + 1, 5000);
  }
});

/** A message that is committed while its event is lost. */
async function writeUnheard(seq: number): Promise<void> {
  await stage.sql(
    `INSERT INTO messages (channel_id, seq, org_id, sender_id, sender_name, sender_role, cid,
       recipient, type, body, sent_at)
     VALUES (?, ?, 'main', ?, 'Ada', 'user', ?, '*', 'text', 'unheard', UTC_TIMESTAMP(3))`,
    [room.channel, seq, room.visitor.id, `unheard-${seq}`],
  );
  await stage.sql('UPDATE channels SET head = ?, changed_at = now(3) WHERE id = ?', [
    seq,
    room.channel,
  ]);
}

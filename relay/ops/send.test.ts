import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addMember,
  enter,
  openRoom,
  type Room,
  say,
  seqsOf,
} from '../../internal/testing/rooms.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';

let stage: Stage;
let url: string;
let room: Room;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  url = (await stage.startRelay()).url;
  room = await openRoom(stage, url);
});
afterAll(() => stage[Symbol.asyncDispose]());

function draft(id: string, rest: object = {}) {
  return { op: 'send', id, channel_id: room.channel, to: '*', type: 'text', data: 'x', ...rest };
}

async function refusal(frame: object) {
  room.socket.send(frame);
  return room.socket.next('error');
}

test('an ack says where it is stored, and the sender gets their own message too', async () => {
  const data = stage.canaries.text('Grüße 🙂');
  room.socket.send(draft('first', { data }));
  const ack = await room.socket.next('ack');
  const message = await room.socket.next('message');
  expect(ack).toEqual({
    op: 'ack',
    id: 'first',
    channel_id: room.channel,
    seq: expect.any(Number) as unknown,
    ts: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as unknown,
  });
  expect(message).toEqual({
    op: 'message',
    id: 'first',
    channel_id: room.channel,
    to: '*',
    type: 'text',
    data,
    from: room.visitor.id,
    name: 'Ada',
    role: 'user',
    ts: ack['ts'],
    seq: ack['seq'],
  });
  const sql = 'SELECT body FROM messages WHERE channel_id = ? AND seq = ?';
  const rows = await stage.sql<{ body: string }>(sql, [room.channel, ack['seq']]);
  expect(rows).toEqual([{ body: data }]);
});

test('R7: the same frame twice is one message with one seq', async () => {
  const frame = draft('twice', { data: stage.canaries.text() });
  const isAck = ({ op, id }: { op: string; id?: unknown }) => op === 'ack' && id === 'twice';
  room.socket.send(frame);
  const first = await room.socket.next(isAck);
  room.socket.send(frame);
  expect(await room.socket.next(isAck)).toEqual(first);
  const sql = 'SELECT seq FROM messages WHERE cid = ?';
  expect(await stage.sql(sql, ['twice'])).toEqual([{ seq: first['seq'] }]);
});

test('R8: the same id with another text is a conflict, and the first text stays', async () => {
  await say(stage, room.socket, room.channel, 'once');
  const error = await refusal(draft('once', { data: 'something else' }));
  expect(error).toMatchObject({ code: 'conflict', id: 'once', of: 'send' });
});

test('R9: two people may use the same id', async () => {
  const other = await openRoom(stage, url, 'Bob');
  const [mine, theirs] = await Promise.all([
    say(stage, room.socket, room.channel, 'shared'),
    say(stage, other.socket, other.channel, 'shared'),
  ]);
  expect(mine).toBeGreaterThan(0);
  expect(theirs).toBe(1);
});

test('C4: whatever a client claims to be is refused and changes nothing', async () => {
  for (const claim of [
    { from: room.visitor.id },
    { ts: '2026-01-31T08:15:30.123Z' },
    { seq: 5 },
    { role: 'agent' },
    { name: 'Support' },
  ]) {
    expect(await refusal(draft('claim', claim))).toMatchObject({ code: 'invalid', id: 'claim' });
  }
  const sql = 'SELECT COUNT(*) AS n FROM messages WHERE cid = ?';
  expect(await stage.sql(sql, ['claim'])).toEqual([{ n: 0 }]);
});

test('text up to 10,000 code points goes, and not one more', async () => {
  const full = '🙂'.repeat(10_000);
  room.socket.send(draft('full', { data: full }));
  await room.socket.next(({ op, id }) => op === 'ack' && id === 'full');
  for (const data of [`${full}x`, 'x'.repeat(10_001), 'x'.repeat(50_000)]) {
    expect(await refusal(draft('long', { data }))).toMatchObject({ code: 'too_large', id: 'long' });
  }
});

test('R14: empty text, broken Unicode and what is no text are refused', async () => {
  room.socket.send(JSON.stringify(draft('lone', { data: '\ud800' })));
  expect(await room.socket.next('error')).toMatchObject({ code: 'invalid', id: 'lone' });
  for (const data of ['', ' \n\t ', 5, null, ['x'], { a: 1 }]) {
    expect(await refusal(draft('bad', { data }))).toMatchObject({ code: 'invalid' });
  }
  for (const type of ['html', 1]) {
    expect(await refusal(draft('bad', { type }))).toMatchObject({ code: 'invalid' });
  }
  const noFile = draft('bad', { type: 'image', data: 'a cat.png' });
  expect(await refusal(noFile)).toMatchObject({ code: 'invalid' });
});

test('R5: ids that are no ids never reach the bus', async () => {
  for (const id of ['*', '>', 'a.b', 'a b', '$SYS', 'a\r\nPUB x', '', 'x'.repeat(65), '../x', 7]) {
    expect(await refusal(draft('ok', { channel_id: id }))).toMatchObject({ code: 'invalid' });
    expect(await refusal(draft(id as string))).toMatchObject({ code: 'invalid' });
    expect(await refusal({ op: 'open', channel_id: id, after: 0 })).toMatchObject({
      code: 'invalid',
    });
  }
});

test('R14: of control characters only tabs and ends of lines go', async () => {
  for (const data of ['a\u0000b', '\u001b[2J', 'a\u007f', 'a\u0085b', 'a\u000bb', '\u0000']) {
    const error = await refusal(draft('control', { data }));
    expect(error).toMatchObject({ code: 'invalid', message: 'data: holds control characters.' });
  }
  const data = 'one\ttwo\r\nthree\u2028four\u200dfive';
  room.socket.send(draft('lines', { data }));
  await room.socket.next(({ op, id }) => op === 'ack' && id === 'lines');
  const rows = await stage.sql('SELECT body FROM messages WHERE cid = ?', ['lines']);
  expect(rows).toEqual([{ body: data }]);
});

test('R5: a foreign channel is like none at all', async () => {
  const other = await openRoom(stage, url, 'Cleo');
  for (const channel_id of [other.channel, 'waiting-main', 'no-such-channel']) {
    expect(await refusal(draft('f', { channel_id }))).toMatchObject({ code: 'not_found', id: 'f' });
    for (const op of ['typing', 'close', 'handoff', 'done']) {
      expect(await refusal({ op, channel_id })).toMatchObject({ code: 'not_found', of: op });
    }
    expect(await refusal({ op: 'open', channel_id, after: 0 })).toMatchObject({
      code: 'not_found',
    });
    expect(await refusal({ op: 'seen', channel_id, seq: 0 })).toMatchObject({ code: 'not_found' });
  }
  expect(other.socket.received.filter(({ op }) => op === 'message')).toEqual([]);
});

test('many at once come back in order, acked once each, gapless', async () => {
  const { socket, channel } = await openRoom(stage, url, 'Dora');
  const reader = await stage.people.visitor('Reader');
  await addMember(stage, channel, reader.id);
  const beside = await enter(url, reader.token, { resume: { [channel]: 0 } });
  const ids = Array.from({ length: 150 }, (_, i) => `many-${i}`);
  for (const id of ids) {
    socket.send(draft(id, { channel_id: channel, data: stage.canaries.text(id) }));
  }
  await beside.next(({ id }) => id === ids.at(-1));
  await socket.next(({ op, id }) => op === 'ack' && id === ids.at(-1));
  const messages = beside.received.filter(({ op }) => op === 'message');
  expect(messages.map(({ id }) => id)).toEqual(ids);
  expect(seqsOf(beside, channel)).toEqual(ids.map((_, index) => index + 1));
  const acks = socket.received.filter(({ op }) => op === 'ack');
  expect(acks.map(({ id, seq }) => [id, seq])).toEqual(ids.map((id, index) => [id, index + 1]));
});

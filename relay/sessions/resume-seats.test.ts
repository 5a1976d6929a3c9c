import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addMember,
  enter,
  openRoom,
  type Room,
  removeMember,
  say,
  seqsOf,
  startLimitedRelay,
  until,
  writeHistory,
} from '../../internal/testing/rooms.ts';
import { decodeFrames, openRawSocket } from '../../internal/testing/raw-socket.ts';
import { openSocket, type TestSocket } from '../../internal/testing/socket.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { tell } from '../../internal/testing/tell.ts';
import { busFaults } from '../../test/faults/harness/proxy/bus-faults.ts';
import { startTcpProxy } from '../../test/faults/harness/proxy/tcp-proxy.ts';
import { createRandom } from '../../test/faults/harness/random.ts';
import type { StartedRelay } from '../start-relay.ts';

let stage: Stage;
let relay: StartedRelay;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  relay = await stage.startRelay({ LIMIT_SOCKET_FRAMES: '5000' });
});
afterAll(() => stage[Symbol.asyncDispose]());

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

test('I3: a second start, in the midst of a talk, sends nothing again', async () => {
  const { socket, channel } = await openRoom(stage, relay.url);
  for (let i = 0; i < 5; i++) await say(stage, socket, channel);
  await until(() => seqsOf(socket, channel).length === 5);
  socket.send({ op: 'start', with: 'person' });
  expect(await socket.next('started')).toMatchObject({ channel_id: channel, created: false });
  await say(stage, socket, channel);
  await until(() => seqsOf(socket, channel).includes(6));
  expect(seqsOf(socket, channel)).toEqual(range(1, 6));
});

test('I3: opened again in the midst of its replay, live entries come once', async () => {
  const { visitor, socket, channel } = await openRoom(stage, relay.url);
  await writeHistory(stage, channel, visitor.id, 3000);
  const other = await openRoom(stage, relay.url, 'Other');
  await writeHistory(stage, other.channel, other.visitor.id, 5000);
  await addMember(stage, other.channel, visitor.id);
  using reader = await enter((await stage.startRelay()).url, visitor.token);
  reader.send({ op: 'open', channel_id: channel, after: 0 });
  reader.send({ op: 'open', channel_id: other.channel, after: 0 });
  await reader.next(({ op, channel_id }) => op === 'opened' && channel_id === other.channel);
  reader.send({ op: 'open', channel_id: channel, after: 2999 });
  await reader.next((frame) => frame['seq'] === 1 && frame['channel_id'] === other.channel);
  await say(stage, socket, channel);
  await reader.next((frame) => frame['seq'] === 5000);
  await say(stage, socket, channel);
  await until(() => seqsOf(reader, channel).includes(3002));
  expect(seqsOf(reader, channel).filter((seq) => seq > 3000)).toEqual([3001, 3002]);
});

/** All but who is here and whose turn it is, which is of the moment. */
function told({ received }: TestSocket): string[] {
  return received
    .filter(({ op, position }) => op !== 'presence' && position === undefined)
    .map(({ op }) => op);
}

const env = { LIMIT_SOCKET_FRAMES: '5000' };

/** A room with so many entries, and its visitor's token. */
async function longRoom(entries: number, text?: string): Promise<Room> {
  const room = await openRoom(stage, relay.url);
  await writeHistory(stage, room.channel, room.visitor.id, entries, text);
  room.socket[Symbol.dispose]();
  return room;
}

async function resumeAt(url: string, { visitor, channel }: Room, after: number) {
  return enter(url, visitor.token, { resume: { [channel]: after } });
}

async function counts(of: StartedRelay): Promise<{ ring: number; pages: number }> {
  const total = (name: string) => of.metrics.total(`natter_relay_${name}_total`);
  return { ring: await total('ring_entries'), pages: await total('page_entries') };
}

test('the ring gives its oldest entry itself, the one before it comes by a page', async () => {
  const small = await startLimitedRelay(stage, { ringEntries: 10 }, env);
  const room = await openRoom(stage, small.url);
  for (let i = 0; i < 30; i++) await say(stage, room.socket, room.channel);
  {
    using exact = await resumeAt(small.url, room, 20);
    expect(seqsOf(exact, room.channel)).toEqual(range(21, 30));
    expect(await counts(small)).toEqual({ ring: 10, pages: 0 });
  }
  using before = await resumeAt(small.url, room, 19);
  expect(seqsOf(before, room.channel)).toEqual(range(20, 30));
  expect((await counts(small)).pages).toBeGreaterThan(0);
});

test('what leaves the ring in the midst of a slow replay comes by pages, each once', async () => {
  const limits = { ringEntries: 160, ringBytes: 64 * 1024 ** 2, stalledMs: 60_000 };
  const small = await startLimitedRelay(stage, limits, env);
  const room = await openRoom(stage, small.url);
  const text = stage.canaries.text('🙂'.repeat(9900));
  const { socket, channel } = room;
  let said = 0;
  const sayMany = async (tens: number) => {
    for (let ten = 0; ten < tens; ten++) {
      const ids = range(said + 1, (said += 10)).map((number) => `s${number}`);
      for (const id of ids) {
        socket.send({ op: 'send', id, channel_id: channel, to: '*', type: 'text', data: text });
      }
      await socket.next((frame) => frame.op === 'ack' && frame['id'] === ids.at(-1));
    }
  };
  await sayMany(16);
  using slow = await openRawSocket(small.url);
  slow.socket.pause();
  const hello = { op: 'hello', token: room.visitor.token, resume: { [channel]: 0 } };
  slow.send({ payload: JSON.stringify(hello) });
  await until(async () => (await counts(small)).ring > 0);
  await sayMany(16);
  expect((await counts(small)).ring).toBeLessThan(160);
  slow.socket.resume();
  const frames = () =>
    decodeFrames(slow.bytes())
      .filter(({ opcode }) => opcode === 1)
      .map(({ payload }) => JSON.parse(payload.toString()) as { op: string; seq?: number });
  await until(() => slow.bytes().subarray(-1000).includes('"seq":320'), 20_000);
  const seqs = frames().flatMap(({ op, seq }) => (op === 'message' ? [seq] : []));
  expect(seqs).toEqual(range(1, 320));
  expect((await counts(small)).pages).toBeGreaterThan(0);
});

test('a replay goes no faster than its reader, and holds little meanwhile', async () => {
  const room = await longRoom(1200, 'x'.repeat(10_000));
  const calm = await startLimitedRelay(stage, {}, env);
  using slow = await openRawSocket(calm.url);
  slow.socket.pause();
  const hello = { op: 'hello', token: room.visitor.token, resume: { [room.channel]: 0 } };
  slow.send({ payload: JSON.stringify(hello) });
  let before = -1;
  // Until the kernel's buffers are full.
  await until(async () => {
    const { pages } = await counts(calm);
    const isStill = pages > 0 && pages === before;
    before = pages;
    await sleep(400);
    return isStill;
  });
  const { pages } = await counts(calm);
  tell(`${pages} of 1200 entries of 10 KB were read for who reads nothing`);
  expect(pages).toBeLessThan(1200);
  slow.socket.resume();
  await until(() => slow.bytes().subarray(-1000).includes('caught_up'), 20_000);
  expect((await counts(calm)).pages).toBe(1200);
});

test('200 channels resume at once, each exactly', async () => {
  const visitor = await stage.people.visitor('Many');
  const ids = range(1, 200).map((number) => `many-${number}`);
  const rows = (row: string) => ids.map(() => row).join(', ');
  const now = 'UTC_TIMESTAMP(3)';
  await stage.sql(
    `INSERT INTO channels (id, org_id, kind, head, changed_at, made_at)
     VALUES ${rows(`(?, 'main', 'conversation', 5, ${now}, ${now})`)}`,
    ids,
  );
  await stage.sql(
    `INSERT INTO members (channel_id, person_id, joined_version, joined_at)
     VALUES ${rows(`(?, ?, 1, ${now})`)}`,
    ids.flatMap((id) => [id, visitor.id]),
  );
  for (const seq of range(1, 5)) {
    await stage.sql(
      `INSERT INTO messages (channel_id, seq, org_id, sender_id, sender_name, sender_role, cid,
         recipient, type, body, sent_at)
       VALUES ${rows(`(?, ${seq}, 'main', ?, 'Ada', 'user', '${seq}', '*', 'text', 'x', ${now})`)}`,
      ids.flatMap((id) => [id, visitor.id]),
    );
  }
  const resume = Object.fromEntries(ids.map((id, i) => [id, i % 6]));
  using socket = await enter(relay.url, visitor.token, { resume });
  expect(socket.received.filter(({ op }) => op === 'error')).toEqual([]);
  for (const [i, id] of ids.entries()) {
    expect(seqsOf(socket, id)).toEqual(range((i % 6) + 1, 5));
  }
});

test('X1: after its death a relay has no ring; who comes back gets what they missed', async () => {
  const first = await startLimitedRelay(stage, {}, env);
  const port = new URL(first.url).port;
  const room = await openRoom(stage, first.url);
  for (let i = 0; i < 12; i++) await say(stage, room.socket, room.channel);
  await first[Symbol.asyncDispose]();
  using elsewhere = await resumeAt(relay.url, room, 12);
  for (let i = 0; i < 3; i++) await say(stage, elsewhere, room.channel);
  const second = await startLimitedRelay(stage, {}, { ...env, RELAY_PORT: port });
  using again = await resumeAt(second.url, room, 12);
  expect(seqsOf(again, room.channel)).toEqual(range(13, 15));
  expect(await counts(second)).toEqual({ ring: 0, pages: 3 });
});

test('C3: who was taken out meanwhile gets nothing, and who is let in again gets all', async () => {
  const room = await openRoom(stage, relay.url);
  const reader = await stage.people.visitor('Reader');
  await addMember(stage, room.channel, reader.id);
  for (let i = 0; i < 3; i++) await say(stage, room.socket, room.channel);
  const resume = { [room.channel]: 1 };
  {
    using inside = await enter(relay.url, reader.token, { resume });
    expect(seqsOf(inside, room.channel)).toEqual([2, 3]);
    await removeMember(stage, room.channel, reader.id);
    await say(stage, room.socket, room.channel);
    expect(await inside.next('left')).toMatchObject({ channel_id: room.channel });
    expect(seqsOf(inside, room.channel)).toEqual([2, 3]);
  }
  {
    using outside = await enter(relay.url, reader.token, { resume });
    expect(seqsOf(outside, room.channel)).toEqual([]);
    const refused = outside.received.filter(({ op }) => op === 'error');
    expect(refused).toMatchObject([{ of: 'hello', code: 'not_found', channel_id: room.channel }]);
  }
  await addMember(stage, room.channel, reader.id);
  using back = await enter(relay.url, reader.token, { resume });
  await say(stage, room.socket, room.channel);
  await until(() => seqsOf(back, room.channel).length === 4);
  expect(seqsOf(back, room.channel)).toEqual(range(2, 5));
});

test('C3: who is taken out in the midst of a long replay gets no page more', async () => {
  const room = await longRoom(20_000);
  const reader = await stage.people.visitor('Reader');
  await addMember(stage, room.channel, reader.id);
  using socket = await openSocket(relay.url);
  await socket.hello(reader.token, { resume: { [room.channel]: 0 } });
  await socket.next('message');
  await removeMember(stage, room.channel, reader.id);
  const got = seqsOf(socket, room.channel).length;
  await socket.next('left');
  await socket.next('caught_up');
  const seqs = seqsOf(socket, room.channel);
  expect(seqs).toEqual(range(1, seqs.length));
  tell(`${got} entries came before, ${seqs.length} in all`);
  expect(seqs.length).toBeLessThan(20_000);
});

test('R15: absurd positions, in any number of channels, harm nobody', async () => {
  const room = await longRoom(5);
  const most = Number.MAX_SAFE_INTEGER;
  using beyond = await resumeAt(relay.url, room, most);
  expect(told(beyond)).toEqual(['welcome', 'reset', 'caught_up']);
  const resume = Object.fromEntries(range(1, 199).map((i) => [`none-${i}`, most]));
  using many = await enter(relay.url, room.visitor.token, {
    resume: { ...resume, [room.channel]: 3 },
  });
  expect(seqsOf(many, room.channel)).toEqual([4, 5]);
  expect(many.received.filter(({ code }) => code === 'not_found')).toHaveLength(199);
});

test('of another database every position is void, live or not', async () => {
  const [room, other] = [await longRoom(3), await longRoom(3)];
  await addMember(stage, other.channel, room.visitor.id);
  using again = await enter(relay.url, room.visitor.token, {
    store: 'another-database',
    resume: { [room.channel]: 1, [other.channel]: 1 },
  });
  const reset = again.received.filter(({ op }) => op === 'reset');
  expect(new Set(reset.map(({ channel_id }) => channel_id))).toEqual(
    new Set([room.channel, other.channel]),
  );
  again.send({ op: 'open', channel_id: other.channel, after: 0 });
  await until(() => seqsOf(again, other.channel).length === 3);
});

test('a relay far behind lets nobody begin anew who holds more than it does', async () => {
  const room = await longRoom(60);
  await using proxy = await startTcpProxy(Number(new URL(stage.nats.url).port));
  const NATS_URL = `nats://127.0.0.1:${proxy.port}`;
  const late = await startLimitedRelay(stage, {}, { ...env, NATS_URL });
  using before = await resumeAt(late.url, room, 60);
  // What is missing the relay cannot fetch.
  const subject = 'natter.v1.relay.channels.readGap';
  proxy.filter(
    busFaults({ random: createRandom(1), rules: [{ subject, in: 'up' as const, drop: 1 }] }),
  );
  await stage.sql(
    `INSERT INTO messages (channel_id, seq, org_id, sender_id, sender_name, sender_role, cid,
       recipient, type, body, sent_at)
     SELECT channel_id, seq + 60, org_id, sender_id, sender_name, sender_role,
       CONCAT('again-', seq), recipient, type, body, sent_at
     FROM messages WHERE channel_id = ?`,
    [room.channel],
  );
  await stage.sql('UPDATE channels SET head = 120 WHERE id = ?', [room.channel]);
  using ahead = await openSocket(late.url);
  await ahead.hello(room.visitor.token, { resume: { [room.channel]: 118 } });
  await sleep(6500);
  expect(told(ahead)).toEqual(['welcome']);
  proxy.heal();
  await ahead.next('caught_up');
  expect(told(ahead)).toEqual(['welcome', 'message', 'message', 'caught_up']);
  expect(seqsOf(ahead, room.channel)).toEqual([119, 120]);
  await until(() => seqsOf(before, room.channel).length === 60);
  await late[Symbol.asyncDispose]();
});

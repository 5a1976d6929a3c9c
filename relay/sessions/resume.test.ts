import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tapBus } from '../../internal/testing/bus-tap.ts';
import {
  addMember,
  enter,
  openRoom,
  type Room,
  say,
  startLimitedRelay,
  writeHistory,
} from '../../internal/testing/rooms.ts';
import { openSocket, type TestSocket } from '../../internal/testing/socket.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { tell } from '../../internal/testing/tell.ts';
import type { StartedRelay } from '../start-relay.ts';

let stage: Stage;
let relay: StartedRelay;
let room: Room;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  relay = await stage.startRelay({ LIMIT_SOCKET_FRAMES: '5000' });
  room = await openRoom(stage, relay.url);
  for (let i = 0; i < 20; i++) await say(stage, room.socket, room.channel);
});
afterAll(() => stage[Symbol.asyncDispose]());

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** The seqs of a channel that came, of whatever kind. */
function allSeqs({ received }: TestSocket, channel = room.channel): number[] {
  return received
    .filter((frame) => frame['channel_id'] === channel && typeof frame['seq'] === 'number')
    .filter(({ op }) => op !== 'ack')
    .map(({ seq }) => Number(seq));
}

/** All but who is here and whose turn it is, which is of the moment. */
function told({ received }: TestSocket): string[] {
  return received
    .filter(({ op, position }) => op !== 'presence' && position === undefined)
    .map(({ op }) => op);
}

async function head(channel = room.channel): Promise<number> {
  const rows = await stage.sql<{ head: number }>('SELECT head FROM channels WHERE id = ?', [
    channel,
  ]);
  return rows[0]!.head;
}

async function count(name: string): Promise<number> {
  return relay.metrics.total(`natter_relay_${name}_total`);
}

/** A mesh of its own, whose database may be changed, with one line said. */
async function talkAlone(own: Stage): Promise<{ alone: StartedRelay; mine: Room }> {
  await own.startDbmgr();
  const alone = await startLimitedRelay(own, {});
  const mine = await openRoom(own, alone.url);
  await say(own, mine.socket, mine.channel);
  return { alone, mine };
}

test('from the ring: exactly what was missed, then caught_up, and no query', async () => {
  const [fromRing, fromPages] = [await count('ring_entries'), await count('page_entries')];
  using again = await enter(relay.url, room.visitor.token, { resume: { [room.channel]: 15 } });
  expect(allSeqs(again)).toEqual(range(16, await head()));
  expect(told(again).at(-1)).toBe('caught_up');
  expect(await count('ring_entries')).toBe(fromRing + 5);
  expect(await count('page_entries')).toBe(fromPages);
});

test('another relay reads the same from the database', async () => {
  const other = await stage.startRelay();
  using again = await enter(other.url, room.visitor.token, { resume: { [room.channel]: 3 } });
  expect(allSeqs(again)).toEqual(range(4, await head()));
  expect(await other.metrics.total('natter_relay_page_entries_total')).toBe((await head()) - 3);
});

test('who missed nothing gets nothing', async () => {
  const resume = { [room.channel]: await head() };
  using again = await enter(relay.url, room.visitor.token, { resume });
  expect(told(again)).toEqual(['welcome', 'caught_up']);
});

test('10,000 missed: exact, in pages of 200, caught_up after the last, ≤ 2 s', async () => {
  const { visitor, socket, channel } = await openRoom(stage, relay.url, 'Archivist');
  socket[Symbol.dispose]();
  await writeHistory(stage, channel, visitor.id, 10_000);
  await using tap = await tapBus(stage.nats.url);
  const other = await stage.startRelay({ NATS_URL: tap.url });
  const begun = performance.now();
  using again = await enter(other.url, visitor.token, { resume: { [channel]: 0 } });
  const tookMs = Math.round(performance.now() - begun);
  tell(`10,000 missed messages took ${tookMs} ms`);
  expect(allSeqs(again, channel)).toEqual(range(1, 10_000));
  expect(told(again).at(-1)).toBe('caught_up');
  const pages = tap.messages.filter(({ subject }) => subject.endsWith('.channels.readGap'));
  expect(pages).toHaveLength(50);
  // The figure is 2 s, for a machine that does nothing else.
  expect(tookMs).toBeLessThan(10_000);
  await other[Symbol.asyncDispose]();
});

test('10,000 missed messages come in order, each once, while new ones are sent', async () => {
  const { visitor, socket, channel } = await openRoom(stage, relay.url, 'Historian');
  socket[Symbol.dispose]();
  await writeHistory(stage, channel, visitor.id, 10_000);
  const other = await stage.startRelay({ LIMIT_SOCKET_FRAMES: '5000' });
  using writer = await enter(other.url, visitor.token);
  const writing = (async () => {
    for (let i = 0; i < 40; i++) await say(stage, writer, channel);
  })();
  using again = await enter(relay.url, visitor.token, { resume: { [channel]: 0 } });
  await writing;
  await again.next((frame) => frame['seq'] === 10_040);
  expect(allSeqs(again, channel)).toEqual(range(1, 10_040));
});

test('resuming again and again while messages flow misses and doubles nothing', async () => {
  let last = await head();
  const seen: number[] = [];
  let isOver = false;
  const writing = (async () => {
    for (let i = 0; i < 120; i++) await say(stage, room.socket, room.channel);
    isOver = true;
  })();
  while (!isOver || last < (await head())) {
    using socket = await openSocket(relay.url);
    await socket.hello(room.visitor.token, { resume: { [room.channel]: last } });
    await sleep(Math.random() * 40);
    const came = allSeqs(socket);
    seen.push(...came);
    last = came.at(-1) ?? last;
  }
  await writing;
  expect(seen).toEqual(range(21, last));
});

test('R15: a position beyond the head is answered with reset', async () => {
  const resume = { [room.channel]: (await head()) + 1 };
  using again = await enter(relay.url, room.visitor.token, { resume });
  expect(told(again)).toEqual(['welcome', 'reset', 'caught_up']);
  expect(again.received[1]).toEqual({ op: 'reset', channel_id: room.channel });
  const seq = await say(stage, room.socket, room.channel);
  expect(await again.next('message')).toMatchObject({ seq });
});

test('R15: positions of another database are answered with reset', async () => {
  const rest = { store: 'another-database', resume: { [room.channel]: 3 } };
  using again = await enter(relay.url, room.visitor.token, rest);
  expect(told(again)).toEqual(['welcome', 'reset', 'caught_up']);
  using same = await enter(relay.url, room.visitor.token, {
    store: again.welcome['store'],
    resume: { [room.channel]: (await head()) - 1 },
  });
  expect(told(same)).toEqual(['welcome', 'message', 'caught_up']);
});

test('R15: positions that are none are refused', async () => {
  for (const position of [-1, 1.5, 2 ** 63, '3', null, [1], 1e300]) {
    using socket = await openSocket(relay.url);
    const resume = { [room.channel]: position };
    socket.send({ op: 'hello', token: room.visitor.token, resume });
    expect(await socket.next('error')).toMatchObject({ code: 'invalid' });
  }
  using socket = await openSocket(relay.url);
  const many = Object.fromEntries(range(1, 201).map((i) => [`c${i}`, 1]));
  socket.send({ op: 'hello', token: room.visitor.token, resume: many });
  expect(await socket.next('error')).toMatchObject({ code: 'invalid' });
});

test('R15: a foreign channel gives nothing away, and the rest resumes', async () => {
  const other = await openRoom(stage, relay.url, 'Bob');
  await say(stage, other.socket, other.channel);
  const last = (await head()) - 1;
  const resume = {
    [other.channel]: 0,
    'no-such-channel': 0,
    'team-1:person-1': 4,
    [room.channel]: last,
  };
  using again = await enter(relay.url, room.visitor.token, { resume });
  const refused = again.received.filter(({ op }) => op === 'error');
  expect(refused.map(({ code, channel_id, to }) => [code, channel_id, to])).toEqual([
    ['not_found', other.channel, undefined],
    ['not_found', 'no-such-channel', undefined],
    ['not_found', 'team-1', 'person-1'],
  ]);
  expect(allSeqs(again)).toEqual([last + 1]);
  expect(allSeqs(again, other.channel)).toEqual([]);
});

test('open goes back to any position and on live from there', async () => {
  using socket = await enter(relay.url, room.visitor.token);
  const end = await head();
  socket.send({ op: 'open', channel_id: room.channel, after: end - 5 });
  expect(await socket.next('opened')).toMatchObject({ channel_id: room.channel, head: end });
  await socket.next((frame) => frame['seq'] === end);
  const seq = await say(stage, room.socket, room.channel);
  await socket.next((frame) => frame['seq'] === seq);
  expect(allSeqs(socket)).toEqual(range(end - 4, end + 1));
});

test('close ends what is live on this socket and on no other', async () => {
  using socket = await enter(relay.url, room.visitor.token);
  socket.send({ op: 'close', channel_id: room.channel });
  await socket.next('closed');
  await say(stage, room.socket, room.channel);
  await sleep(50);
  expect(allSeqs(socket)).toEqual([]);
});

test('a channel that somebody belongs to without its being live is opened by hand', async () => {
  const reader = await stage.people.visitor('Reader');
  await addMember(stage, room.channel, reader.id);
  using socket = await enter(relay.url, reader.token);
  expect(socket.welcome['channels']).toEqual([]);
  socket.send({ op: 'open', channel_id: room.channel, after: 0 });
  const opened = await socket.next('opened');
  await socket.next((frame) => frame['seq'] === opened['head']);
  const seq = await say(stage, room.socket, room.channel);
  await socket.next((frame) => frame['seq'] === seq);
  expect(allSeqs(socket)).toEqual(range(1, seq));
});

test('a restored database closes everybody, and their positions are void', async () => {
  await using own = await openStage();
  const { alone, mine } = await talkAlone(own);
  await own.sql('UPDATE stores SET id = ?', ['restored']);
  expect((await mine.socket.closed).code).toBe(1012);
  using again = await enter(alone.url, mine.visitor.token, {
    store: mine.socket.welcome['store'],
    resume: { [mine.channel]: 1 },
  });
  expect(again.welcome['store']).toBe('restored');
  expect(told(again)).toEqual(['welcome', 'reset', 'caught_up']);
});

test('a restored database closes everybody too when a hello is first to meet it', async () => {
  await using own = await openStage();
  const { alone, mine } = await talkAlone(own);
  const { token } = await own.people.visitor();
  await own.sql('UPDATE stores SET id = ?', ['restored']);
  using first = await openSocket(alone.url);
  first.send({ op: 'hello', token });
  expect((await mine.socket.closed).code).toBe(1012);
  expect((await first.closed).code).toBe(1012);
  using again = await enter(alone.url, token);
  expect(again.welcome['store']).toBe('restored');
});

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeRaw, openRawSocket, type RawSocket } from '../../internal/testing/raw-socket.ts';
import {
  addMember,
  enter,
  openRoom,
  type Room,
  seqsOf,
  startLimitedRelay,
  until,
  writeHistory,
} from '../../internal/testing/rooms.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { startTcpProxy } from '../../test/faults/harness/proxy/tcp-proxy.ts';
import type { StartedRelay } from '../start-relay.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
});
afterAll(() => stage[Symbol.asyncDispose]());

/** As much as one message may hold. */
const large = '🙂'.repeat(10_000);
/** What a busy machine may add. */
const slackMs = 1000;
const env = { LIMIT_SOCKET_FRAMES: '5000' };

/** A member of the room at a raw socket, caught up. */
async function sitDown(relay: StartedRelay, channel: string): Promise<RawSocket> {
  const reader = await stage.people.visitor('Slow');
  await addMember(stage, channel, reader.id);
  const raw = await openRawSocket(relay.url);
  const hello = { op: 'hello', token: reader.token, resume: { [channel]: 0 } };
  raw.send({ payload: JSON.stringify(hello) });
  await until(() => raw.bytes().includes('caught_up'));
  return raw;
}

/** Writes large texts until something is so; resolves with how many and the most that was held. */
async function writeUntil(
  relay: StartedRelay,
  { socket, channel }: Room,
  isSo: () => Promise<boolean>,
): Promise<{ sent: number; mostHeld: number }> {
  let sent = 0;
  let mostHeld = 0;
  await until(async () => {
    for (let i = 0; i < 5; i++) {
      const id = `b${sent++}`;
      socket.send({ op: 'send', id, channel_id: channel, to: '*', type: 'text', data: large });
    }
    await socket.next(({ op, id }) => op === 'ack' && id === `b${sent - 1}`);
    const held = await relay.metrics.total('natter_relay_most_waiting_bytes');
    mostHeld = Math.max(mostHeld, held);
    return isSo();
  }, 25_000);
  return { sent, mostHeld };
}

const cutsOf = (relay: StartedRelay) => relay.metrics.total('natter_relay_cuts_total');

test('X27 R13: for who stops reading ≤ 1 MiB is held; then they are cut, nobody else', async () => {
  const relay = await startLimitedRelay(stage, { stalledMs: 60_000 }, env);
  const room = await openRoom(stage, relay.url);
  using slow = await sitDown(relay, room.channel);
  slow.socket.pause();
  const isCut = async () => (await cutsOf(relay)) === 1;
  const { sent, mostHeld } = await writeUntil(relay, room, isCut);
  slow.socket.resume();
  expect(await slow.closed).toBe(1013);
  expect(mostHeld).toBeGreaterThan(0);
  expect(mostHeld).toBeLessThanOrEqual(1024 ** 2);
  await until(() => seqsOf(room.socket, room.channel).length === sent);
  expect(seqsOf(room.socket, room.channel)).toEqual(Array.from({ length: sent }, (_, i) => i + 1));
  await until(async () => (await relay.metrics.total('natter_relay_waiting_bytes')) === 0);
});

test('X27: who reads 1 KB a second is cut within a fifth of the 10 s, limits too', async () => {
  const limits = { stalledMs: 1300, tickMs: 200, maxWaitingBytes: 64 * 1024 ** 2 };
  const relay = await startLimitedRelay(stage, limits, env);
  const room = await openRoom(stage, relay.url);
  using slow = await sitDown(relay, room.channel);
  slow.socket.pause();
  const reading = setInterval(() => void slow.socket.read(200), 200);
  const isHeld = async () => (await relay.metrics.total('natter_relay_waiting_bytes')) > 0;
  await writeUntil(relay, room, isHeld);
  const begun = performance.now();
  await until(async () => (await cutsOf(relay)) === 1);
  const tookMs = performance.now() - begun;
  clearInterval(reading);
  expect(tookMs).toBeLessThan(2000 + slackMs);
});

test('X27: who reads, however much there is, is not cut', async () => {
  const relay = await startLimitedRelay(stage, { stalledMs: 1500, tickMs: 100 }, env);
  const room = await openRoom(stage, relay.url);
  using quick = await sitDown(relay, room.channel);
  const begun = performance.now();
  await writeUntil(relay, room, async () => performance.now() - begun > 3000);
  expect(await cutsOf(relay)).toBe(0);
  expect(quick.socket.destroyed).toBe(false);
});

test('X27: when all together hold too much, those who hold most are cut', async () => {
  const limits = { allWaitingBytes: 512 * 1024, tickMs: 100, stalledMs: 60_000 };
  const relay = await startLimitedRelay(stage, limits, env);
  const room = await openRoom(stage, relay.url);
  using first = await sitDown(relay, room.channel);
  using second = await sitDown(relay, room.channel);
  for (const { socket } of [first, second]) socket.pause();
  await writeUntil(relay, room, async () => (await cutsOf(relay)) > 0);
  const held = () => relay.metrics.total('natter_relay_waiting_bytes');
  await until(async () => (await held()) <= 512 * 1024);
});

test('R13: who takes nothing of a long replay is cut too', async () => {
  const limits = { stalledMs: 500, tickMs: 100 };
  const relay = await startLimitedRelay(stage, limits, env);
  const { visitor, socket, channel } = await openRoom(stage, relay.url);
  socket[Symbol.dispose]();
  await writeHistory(stage, channel, visitor.id, 400, large);
  using slow = await openRawSocket(relay.url);
  slow.socket.pause();
  const hello = { op: 'hello', token: visitor.token, resume: { [channel]: 0 } };
  slow.write(encodeRaw({ payload: JSON.stringify(hello) }));
  await until(async () => (await cutsOf(relay)) === 1, 10_000);
  await sleep(50);
  slow.socket.resume();
  expect(await slow.closed).toBe(1013);
});

test('X26: a connection that nobody ends is gone in a thirtieth of 45 s, limits too', async () => {
  const limits = { silentMs: 1500, pingIntervalMs: 500, tickMs: 50 };
  const relay = await startLimitedRelay(stage, limits, env);
  const proxy = stage.use(await startTcpProxy(relay.port));
  const visitor = await stage.people.visitor();
  using gone = await enter(`http://127.0.0.1:${proxy.port}`, visitor.token);
  const sockets = () => relay.metrics.total('natter_relay_sockets');
  await sleep(2000);
  expect(await sockets()).toBe(1);
  proxy.set({ blackhole: true });
  const begun = performance.now();
  await until(async () => (await sockets()) === 0);
  expect(performance.now() - begun).toBeLessThan(1500 + slackMs);
  expect(gone.received.at(-1)?.op).toBe('caught_up');
});

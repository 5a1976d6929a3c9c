import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { restartNats } from '../internal/testing/restart-nats.ts';
import {
  addMember,
  enter,
  openRoom,
  say,
  seqsOf,
  startLimitedRelay,
  until,
} from '../internal/testing/rooms.ts';
import { openStage } from '../internal/testing/stage.ts';

test('X6: a relay that drains acks what it took, then closes with 1012', async () => {
  await using stage = await openStage();
  await stage.startDbmgr();
  const relay = await stage.startRelay();
  const { socket, channel } = await openRoom(stage, relay.url);
  for (let i = 0; i < 50; i++) {
    const data = stage.canaries.text();
    socket.send({ op: 'send', id: `d${i}`, channel_id: channel, to: '*', type: 'text', data });
  }
  await socket.next('ack');
  const begun = performance.now();
  await relay[Symbol.asyncDispose]();
  expect(performance.now() - begun).toBeLessThan(5000);
  expect((await socket.closed).code).toBe(1012);
  const acks = socket.received.filter(({ op }) => op === 'ack').length;
  const rows = await stage.sql('SELECT COUNT(*) AS n FROM messages');
  expect(rows).toEqual([{ n: acks }]);
  expect(acks).toBe(50);
});

test('X6: what people see while a relay drains is told before its bus goes', async () => {
  await using stage = await openStage();
  await stage.startDbmgr();
  const relay = await startLimitedRelay(stage, { seenIntervalMs: 400 });
  const { socket, channel } = await openRoom(stage, relay.url);
  for (const id of ['m1', 'm2', 'm3']) {
    const data = stage.canaries.text();
    socket.send({ op: 'send', id, channel_id: channel, to: '*', type: 'text', data });
    await socket.next('ack');
  }
  const failures: unknown[] = [];
  const note = (error: unknown) => void failures.push(error);
  process.on('unhandledRejection', note);
  const held = await createConnection(stage.database.urls.root);
  await held.beginTransaction();
  await held.query('SELECT * FROM members WHERE channel_id = ? FOR UPDATE', [channel]);
  socket.send({ op: 'seen', channel_id: channel, seq: 1 });
  await sleep(50);
  const drained = relay[Symbol.asyncDispose]();
  await sleep(50);
  for (const seq of [2, 3]) socket.send({ op: 'seen', channel_id: channel, seq });
  await sleep(50);
  await held.rollback();
  await held.end();
  await drained;
  await sleep(600);
  process.off('unhandledRejection', note);
  expect(failures).toEqual([]);
});

test('X2: while dbmgr is away what is sent waits, and is stored once when it is back', async () => {
  await using stage = await openStage();
  const dbmgr = await stage.startDbmgr();
  const relay = await stage.startRelay();
  const { socket, channel } = await openRoom(stage, relay.url);
  await dbmgr[Symbol.asyncDispose]();
  const ids = Array.from({ length: 20 }, (_, i) => `w${i}`);
  for (const id of ids) {
    const data = stage.canaries.text();
    socket.send({ op: 'send', id, channel_id: channel, to: '*', type: 'text', data });
    await sleep(10);
  }
  await stage.startDbmgr();
  await socket.next(({ op, id }) => op === 'ack' && id === 'w19', 10_000);
  await until(() => seqsOf(socket, channel).length === 20);
  expect(seqsOf(socket, channel)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  const messages = socket.received.filter(({ op }) => op === 'message');
  expect(messages.map(({ id }) => id)).toEqual(ids);
});

test('X2: when dbmgr stays away the sender is told, with a time to wait', async () => {
  await using stage = await openStage();
  const dbmgr = await stage.startDbmgr();
  const limits = { batchPatienceMs: 400, firstBatchTimeoutMs: 200, drainMs: 100 };
  const relay = await startLimitedRelay(stage, limits);
  const { socket, channel } = await openRoom(stage, relay.url);
  await dbmgr[Symbol.asyncDispose]();
  const data = stage.canaries.text();
  socket.send({ op: 'send', id: 'x', channel_id: channel, to: '*', type: 'text', data });
  expect(await socket.next('error')).toMatchObject({
    code: 'unavailable',
    id: 'x',
    retry_ms: expect.any(Number) as unknown,
  });
});

test('X39: what does not fit into the queue is refused at once', async () => {
  await using stage = await openStage();
  const dbmgr = await stage.startDbmgr();
  const limits = { maxQueuedMessages: 10, batchesInFlight: 1, drainMs: 100 };
  const relay = await startLimitedRelay(stage, limits);
  const { socket, channel } = await openRoom(stage, relay.url);
  await dbmgr[Symbol.asyncDispose]();
  for (let i = 0; i < 40; i++) {
    const data = stage.canaries.text();
    socket.send({ op: 'send', id: `q${i}`, channel_id: channel, to: '*', type: 'text', data });
  }
  const refused = await socket.next(({ code }) => code === 'rate_limited', 500);
  expect(refused).toMatchObject({ of: 'send', retry_ms: expect.any(Number) as unknown });
});

test('X7: while the bus is away sends wait, and back again everybody gets all', async () => {
  await using stage = await openStage();
  await stage.startDbmgr();
  const [here, there] = [await stage.startRelay(), await stage.startRelay()];
  const { visitor, socket, channel } = await openRoom(stage, here.url);
  using beside = await enter(there.url, visitor.token);
  await say(stage, socket, channel);
  const restarting = restartNats(stage, 500);
  await sleep(200);
  const sending = say(stage, socket, channel, 'during');
  await restarting;
  expect(await sending).toBe(2);
  await say(stage, socket, channel);
  for (const reader of [socket, beside]) {
    await until(() => seqsOf(reader, channel).length === 3);
    expect(seqsOf(reader, channel)).toEqual([1, 2, 3]);
  }
});

test('X7: without a bus a relay still ends in time', async () => {
  await using stage = await openStage();
  await stage.startDbmgr();
  const relay = await startLimitedRelay(stage, { drainMs: 500 });
  const { socket, channel } = await openRoom(stage, relay.url);
  const restarting = restartNats(stage, 5000);
  await sleep(200);
  const data = stage.canaries.text();
  socket.send({ op: 'send', id: 'x', channel_id: channel, to: '*', type: 'text', data });
  await sleep(100);
  const begun = performance.now();
  await relay[Symbol.asyncDispose]();
  expect(performance.now() - begun).toBeLessThan(4500);
  expect((await socket.closed).code).toBe(1012);
  await restarting;
});

test('X7: a sign-out and a channel that the bus swallowed are found afterwards', async () => {
  await using stage = await openStage();
  await stage.startDbmgr();
  const relay = await stage.startRelay();
  const { visitor, socket } = await openRoom(stage, relay.url);
  const agent = await stage.people.signIn(await stage.people.agent());
  using console = await enter(relay.url, agent.token);
  const restarting = restartNats(stage, 500);
  await sleep(100);
  await stage.sql('UPDATE logins SET ended_at = UTC_TIMESTAMP(3) WHERE id = ?', [visitor.login]);
  await addMember(stage, 'waiting-main', agent.id);
  await restarting;
  expect((await socket.closed).code).toBe(4403);
  expect((await console.next('joined'))['channel']).toMatchObject({ id: 'waiting-main' });
});

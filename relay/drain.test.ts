import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { enter, openRoom } from '../internal/testing/rooms.ts';
import { openStage } from '../internal/testing/stage.ts';

test('X6: under load a relay answers all that it stores, and is gone within a second', async () => {
  await using stage = await openStage();
  await stage.startDbmgr();
  const relay = await stage.startRelay({ LIMIT_SOCKET_FRAMES: '100000' });
  const rooms = [await openRoom(stage, relay.url), await openRoom(stage, relay.url)];
  let sent = 0;
  const text = stage.canaries.text();
  const talking = setInterval(() => {
    for (const { socket, channel } of rooms) {
      const id = `m${++sent}`;
      socket.send({ op: 'send', id, channel_id: channel, to: '*', type: 'text', data: text });
    }
  }, 1);
  await rooms[0]!.socket.next('ack');
  await sleep(300);
  const begun = performance.now();
  await relay[Symbol.asyncDispose]();
  const tookMs = performance.now() - begun;
  clearInterval(talking);
  for (const { socket } of rooms) expect((await socket.closed).code).toBe(1012);
  const acked = rooms.flatMap(({ socket }) => socket.received.filter(({ op }) => op === 'ack'));
  const rows = await stage.sql<{ cid: string }>('SELECT cid FROM messages');
  expect(acked).toHaveLength(rows.length);
  expect(new Set(acked.map(({ id }) => id))).toEqual(new Set(rows.map(({ cid }) => cid)));
  expect(acked.length).toBeGreaterThan(50);
  expect(tookMs).toBeLessThan(1000);
});

test('X6: what else was asked for is answered before a relay goes', async () => {
  await using stage = await openStage();
  await stage.startDbmgr();
  const relay = await stage.startRelay();
  const { token } = await stage.people.visitor();
  using socket = await enter(relay.url, token);
  const held = await createConnection(stage.database.urls.root);
  await held.beginTransaction();
  await held.query("SELECT * FROM channels WHERE id = 'waiting-main' FOR UPDATE");
  socket.send({ op: 'start', with: 'person' });
  await sleep(100);
  const drained = relay[Symbol.asyncDispose]();
  await sleep(300);
  await held.rollback();
  await held.end();
  expect(await socket.next('started')).toMatchObject({ created: true });
  expect((await socket.closed).code).toBe(1012);
  await drained;
});

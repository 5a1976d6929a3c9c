import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeRaw, openRawSocket } from '../../internal/testing/raw-socket.ts';
import {
  addMember,
  openRoom,
  seqsOf,
  startLimitedRelay,
  until,
  writeHistory,
} from '../../internal/testing/rooms.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
});
afterAll(() => stage[Symbol.asyncDispose]());

/** As much as one message may hold. */
const large = '🙂'.repeat(10_000);
const env = { LIMIT_SOCKET_FRAMES: '5000' };

test('R13: who stops reading a busy room is cut, and the others notice nothing', async () => {
  const relay = await startLimitedRelay(
    stage,
    { maxWaitingBytes: 256 * 1024, closeTimeoutMs: 1000 },
    env,
  );
  const { socket, channel } = await openRoom(stage, relay.url);
  const reader = await stage.people.visitor('Slow');
  await addMember(stage, channel, reader.id);
  using slow = await openRawSocket(relay.url);
  const hello = { op: 'hello', token: reader.token, resume: { [channel]: 0 } };
  slow.send({ payload: JSON.stringify(hello) });
  await until(() => slow.bytes().includes('caught_up'));
  slow.socket.pause();
  let sent = 0;
  await until(async () => {
    for (let i = 0; i < 25; i++) {
      const id = `b${sent++}`;
      socket.send({ op: 'send', id, channel_id: channel, to: '*', type: 'text', data: large });
    }
    await socket.next(({ op, id }) => op === 'ack' && id === `b${sent - 1}`);
    return (await relay.metrics.total('natter_relay_cuts_total')) === 1;
  }, 20_000);
  await until(() => seqsOf(socket, channel).length === sent);
  expect(seqsOf(socket, channel)).toEqual(Array.from({ length: sent }, (_, i) => i + 1));
  slow.socket.resume();
  expect(await slow.closed).toBe(1013);
});

test('R13: who takes nothing of a long replay is cut too, and holds little meanwhile', async () => {
  const limits = { stalledMs: 500, tickMs: 100, closeTimeoutMs: 1000 };
  const relay = await startLimitedRelay(stage, limits, env);
  const { visitor, socket, channel } = await openRoom(stage, relay.url);
  socket[Symbol.dispose]();
  await writeHistory(stage, channel, visitor.id, 400, large);
  using slow = await openRawSocket(relay.url);
  slow.socket.pause();
  const hello = { op: 'hello', token: visitor.token, resume: { [channel]: 0 } };
  slow.write(encodeRaw({ payload: JSON.stringify(hello) }));
  await until(async () => (await relay.metrics.total('natter_relay_cuts_total')) === 1, 10_000);
  await sleep(50);
  slow.socket.resume();
  expect(await slow.closed).toBe(1013);
});

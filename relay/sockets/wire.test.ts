import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  decodeFrames,
  encodeRaw,
  openRawSocket,
  type RawFrame,
} from '../../internal/testing/raw-socket.ts';
import { openRoom, say, startLimitedRelay } from '../../internal/testing/rooms.ts';
import { openSocket } from '../../internal/testing/socket.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';

let stage: Stage;
let url: string;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  url = (await stage.startRelay()).url;
});
afterAll(() => stage[Symbol.asyncDispose]());

async function closeCodeFor(...frames: RawFrame[]): Promise<number | null> {
  using raw = await openRawSocket(url);
  for (const frame of frames) raw.send(frame);
  return await raw.closed;
}

test('R11: frames that break the protocol close with its own codes', async () => {
  const big = 'x'.repeat(64 * 1024 + 1);
  const cases: [string, number, RawFrame[]][] = [
    ['one byte over 64 KiB', 1009, [{ payload: big }]],
    ['100 MB announced', 1009, [{ payload: 'x', claimedLength: 100e6 }]],
    ['parts that together are too big', 1009, cut(big)],
    ['invalid UTF-8', 1007, [{ payload: Buffer.from([0xc3, 0x28]) }]],
    ['a surrogate in UTF-8', 1007, [{ payload: Buffer.from([0xed, 0xa0, 0x80]) }]],
    ['compressed', 1002, [{ payload: 'x', reserved: 4 }]],
    ['another reserved bit', 1002, [{ payload: 'x', reserved: 1 }]],
    ['not masked', 1002, [{ payload: 'x', isMasked: false }]],
    ['an opcode that is none', 1002, [{ payload: 'x', opcode: 3 }]],
    ['the middle of nothing', 1002, [{ payload: 'x', opcode: 0 }]],
    ['a long ping', 1002, [{ payload: 'x'.repeat(126), opcode: 9 }]],
    ['a ping in parts', 1002, [{ payload: 'x', opcode: 9, isFinal: false }]],
    ['close code 1005', 1002, [{ payload: Buffer.from([0x03, 0xed]), opcode: 8 }]],
    ['close with one byte', 1002, [{ payload: 'x', opcode: 8 }]],
  ];
  for (const [what, code, frames] of cases) {
    expect([what, await closeCodeFor(...frames)]).toEqual([what, code]);
  }
});

function cut(text: string): RawFrame[] {
  const parts = text.match(/.{1,1000}/gs)!;
  return parts.map((payload, index) => ({ payload, opcode: index === 0 ? 1 : 0, isFinal: false }));
}

test('R11: 131,072 tiny or empty fragments end early and cost next to nothing', async () => {
  const { socket, channel } = await openRoom(stage, url);
  const before = process.memoryUsage.rss();
  for (const payload of ['', 'x']) {
    using raw = await openRawSocket(url);
    raw.send({ payload: 'x', isFinal: false });
    const piece = encodeRaw({ payload, opcode: 0, isFinal: false });
    raw.write(Buffer.concat(Array.from({ length: 131_072 }, () => piece)));
    expect(await raw.closed).toBe(1009);
  }
  expect(process.memoryUsage.rss() - before).toBeLessThan(50 * 1024 ** 2);
  expect(await say(stage, socket, channel)).toBeGreaterThan(0);
});

test('R11: a flood of pings closes with 4429, a few are answered', async () => {
  using raw = await openRawSocket(url);
  raw.send({ opcode: 9, payload: 'hi' });
  await expect.poll(() => [...raw.bytes()]).toEqual([0x8a, 2, 0x68, 0x69]);
  const ping = encodeRaw({ opcode: 9, payload: 'x'.repeat(125) });
  raw.write(Buffer.concat(Array.from({ length: 5000 }, () => ping)));
  expect(await raw.closed).toBe(4429);
});

test('R11: half a frame and then nothing is silence', async () => {
  const relay = await startLimitedRelay(stage, { silentMs: 400, tickMs: 50, helloTimeoutMs: 9e6 });
  using raw = await openRawSocket(relay.url);
  raw.write(encodeRaw({ payload: 'x'.repeat(1000) }).subarray(0, 1));
  const begun = performance.now();
  await raw.closed;
  expect(performance.now() - begun).toBeLessThan(2000);
});

test('who answers no ping is gone, who answers stays', async () => {
  const limits = { silentMs: 1500, pingIntervalMs: 200, tickMs: 50, helloTimeoutMs: 9e6 };
  const relay = await startLimitedRelay(stage, limits);
  using deaf = await openRawSocket(relay.url);
  using healthy = await openSocket(relay.url);
  let isHealthyClosed = false;
  void healthy.closed.then(() => (isHealthyClosed = true));
  expect(await deaf.closed).toBeNull();
  expect(deaf.bytes().subarray(0, 2)).toEqual(Buffer.from([0x89, 0]));
  await new Promise((resolve) => setTimeout(resolve, 1800));
  expect(isHealthyClosed).toBe(false);
});

test('control frames never stand inside data: busy sockets stay readable', async () => {
  const { socket, channel, visitor } = await openRoom(stage, url);
  using raw = await openRawSocket(url);
  const hello = { op: 'hello', token: visitor.token, resume: { [channel]: 0 } };
  raw.send({ payload: JSON.stringify(hello) });
  for (let i = 0; i < 60; i++) {
    raw.send({ opcode: 9, payload: `ping ${i}` });
    await say(stage, socket, channel);
  }
  raw.send({ opcode: 8, payload: Buffer.from([0x03, 0xe8]) });
  expect(await raw.closed).toBe(1000);
  const frames = decodeFrames(raw.bytes());
  const texts = frames.filter(({ opcode }) => opcode === 1);
  const messages = texts.map(({ payload }) => JSON.parse(payload.toString()) as { seq?: number });
  expect(messages.filter(({ seq }) => seq !== undefined)).toHaveLength(60);
  expect(frames.filter(({ opcode }) => opcode === 10)).toHaveLength(60);
});

import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

let echo: Server;
let heard: string[];
let served: Socket[];
let proxy: TcpProxy;

beforeEach(async () => {
  [heard, served] = [[], []];
  echo = createServer((socket) => {
    served.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      heard.push(data.toString());
      socket.write(data);
    });
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await startTcpProxy((echo.address() as { port: number }).port);
});

afterEach(async () => {
  await proxy[Symbol.asyncDispose]();
  echo.close();
});

type Caller = { socket: Socket; said: () => string; ended: Promise<string> };

async function call(): Promise<Caller> {
  const socket = connect({ port: proxy.port, host: '127.0.0.1', noDelay: true });
  let said = '';
  socket.on('data', (data) => (said += data.toString()));
  const ended = new Promise<string>((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    socket.once('end', () => resolve('end'));
    socket.once('close', () => resolve('close'));
  });
  await once(socket, 'connect');
  return { socket, said: () => said, ended };
}

async function roundTripMs({ socket, said }: Caller, text: string): Promise<number> {
  const began = performance.now();
  const length = said().length + text.length;
  socket.write(text);
  await expect.poll(() => said().length, { interval: 2 }).toBe(length);
  return performance.now() - began;
}

test('without faults what goes in comes back', async () => {
  const caller = await call();
  await roundTripMs(caller, 'hello');
  expect(caller.said()).toBe('hello');
  expect(proxy.bytes).toEqual({ up: 5, down: 5 });
});

test('latency holds each way, and nothing overtakes', async () => {
  const caller = await call();
  proxy.set({ latencyMs: 30, jitterMs: 20 });
  expect(await roundTripMs(caller, 'one')).toBeGreaterThanOrEqual(58);
  for (const digit of '123456789') caller.socket.write(digit);
  await expect.poll(caller.said).toBe('one123456789');
});

test('in a blackhole connections hang, and go on when it is over', async () => {
  const caller = await call();
  await roundTripMs(caller, 'one');
  proxy.set({ blackhole: true });
  caller.socket.write('two');
  await sleep(50);
  expect(heard).toEqual(['one']);
  proxy.heal();
  await expect.poll(caller.said).toBe('onetwo');
});

test('a cut on a pattern keeps it from the server, or its answer from the client', async () => {
  const first = await call();
  const before = proxy.cutOn({ in: 'up', pattern: 'COMMIT', forward: 'before' });
  first.socket.write('BEGIN;COM');
  await expect.poll(first.said).toBe('BEGIN;COM');
  first.socket.write('MIT;');
  await before;
  expect(await first.ended).toBe('ECONNRESET');
  expect(heard.join('')).toBe('BEGIN;COM');
  const second = await call();
  const after = proxy.cutOn({ in: 'up', pattern: 'COMMIT', forward: 'after' });
  second.socket.write('COMMIT');
  await after;
  expect(await second.ended).toBe('ECONNRESET');
  await expect.poll(() => heard.join('')).toBe('BEGIN;COMCOMMIT');
  expect(second.said()).toBe('');
});

test('a cut after so many bytes, and by an orderly end', async () => {
  const caller = await call();
  const cut = proxy.cutOn({ in: 'down', afterBytes: 6, forward: 'after', by: 'end' });
  caller.socket.write('abc');
  await expect.poll(caller.said).toBe('abc');
  caller.socket.write('def');
  await cut;
  expect(await caller.ended).toBe('end');
});

test('one end learns late that the other has gone', async () => {
  const caller = await call();
  await roundTripMs(caller, 'hello');
  proxy.set({ closeDelayMs: 60 });
  const began = performance.now();
  for (const socket of served) socket.destroy();
  await caller.ended;
  expect(performance.now() - began).toBeGreaterThanOrEqual(55);
});

test('cutting all ends every connection; refusing lets nobody in', async () => {
  const callers = [await call(), await call()];
  expect(proxy.open).toBe(2);
  proxy.cutAll();
  expect(await Promise.all(callers.map(({ ended }) => ended))).toEqual([
    'ECONNRESET',
    'ECONNRESET',
  ]);
  proxy.set({ refuse: true });
  const late = await call().catch(() => null);
  if (late) expect(await late.ended).toBe('ECONNRESET');
  await expect.poll(() => proxy.open).toBe(0);
});

test('a slow line lets so many bytes a second through', async () => {
  const caller = await call();
  proxy.set({ bytesPerSecond: 20_000 });
  const began = performance.now();
  for (let piece = 0; piece < 10; piece++) {
    caller.socket.write('x'.repeat(200));
    await sleep(1);
  }
  await expect.poll(() => caller.said().length).toBe(2000);
  expect(performance.now() - began).toBeGreaterThanOrEqual(85);
});

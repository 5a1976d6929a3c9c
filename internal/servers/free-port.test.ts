import { createServer } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { freePorts, isPortFree, tryPort } from './free-port.ts';

test('free ports are different ones, and free', async () => {
  const ports = await freePorts(5);
  expect(new Set(ports).size).toBe(5);
  expect(await Promise.all(ports.map((port) => isPortFree(port)))).toEqual(Array(5).fill(true));
});

test('a port that somebody listens on is not free', async () => {
  const [port] = await freePorts(1);
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  expect(await tryPort(port!, '127.0.0.1')).toBe('EADDRINUSE');
  server.close();
  await once(server, 'close');
  expect(await tryPort(port!, '127.0.0.1')).toBeUndefined();
});

test('several processes that share a port keep it from others', async () => {
  const [port] = await freePorts(1);
  const server = createServer().listen({ port, host: '127.0.0.1', reusePort: true });
  await once(server, 'listening');
  expect(await isPortFree(port!)).toBe(false);
  server.close();
});

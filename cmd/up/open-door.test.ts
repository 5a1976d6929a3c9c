import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { pickPort } from '../../internal/testing/pick-port.ts';
import { openDoor } from './open-door.ts';
import { spawnChild } from './spawn-child.ts';

const program = `
  import { createServer } from 'node:http';
  const server = createServer((request, response) => response.end(String(process.pid)));
  server.listen({ fd: Number(process.env.LISTEN_FD) }, () => process.send({ ready: true }));`;

/** Who answers; the connection waits as long as nobody accepts it. */
function ask(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, agent: false }, (answer) => resolve(text(answer))).on(
      'error',
      reject,
    );
  });
}

test('X1: who comes while a relay is started again waits, and is not refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'natter-door-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const script = join(folder, 'program.mjs');
  writeFileSync(script, program);
  const port = await pickPort();
  using door = openDoor('127.0.0.1', port)!;
  const logFile = join(folder, 'program.log');
  const start = () => spawnChild({ name: 'relay', script, env: process.env, logFile, door });
  const first = await start();
  await first.ready();
  expect(await ask(port)).toBe(String(first.pid));
  process.kill(first.pid, 'SIGKILL');
  await first.exited;
  const asked = Promise.all(Array.from({ length: 600 }, () => ask(port)));
  const early = await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 200))]);
  expect(early).toBeUndefined();
  const second = await start();
  expect(new Set(await asked)).toEqual(new Set([String(second.pid)]));
  await second.stop(1000);
});

test('a host that is a name, or not of this machine, is left to the process itself', async () => {
  const port = await pickPort();
  expect(openDoor('localhost', port)).toBeNull();
  expect(openDoor('192.0.2.1', port)).toBeNull();
});

test('when the door is closed the port is free again', async () => {
  const port = await pickPort();
  openDoor('127.0.0.1', port)![Symbol.dispose]();
  using again = openDoor('127.0.0.1', port);
  expect(again).not.toBeNull();
  await expect(ask(port)).rejects.toThrow('ECONNREFUSED');
});

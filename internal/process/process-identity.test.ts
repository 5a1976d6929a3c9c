import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { isRunning, processStart } from './process-identity.ts';

test('a process is recognised while it runs and not afterwards', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  const pid = child.pid!;
  const startedAt = (await processStart(pid))!;
  expect(startedAt).toBeTruthy();
  expect(await isRunning({ pid, startedAt })).toBe(true);
  expect(await isRunning({ pid, startedAt: `${startedAt}0` })).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await isRunning({ pid, startedAt })).toBe(false);
});

test('two processes that started at different times differ', async () => {
  const first = spawn('sleep', ['60']);
  await once(first, 'spawn');
  await sleep(30);
  const second = spawn('sleep', ['60']);
  await once(second, 'spawn');
  expect(await processStart(first.pid!)).not.toBe(await processStart(second.pid!));
  first.kill('SIGKILL');
  second.kill('SIGKILL');
});

test('there is no process with an impossible number', async () => {
  expect(await processStart(2 ** 30)).toBeUndefined();
});

import { expect, test } from 'vitest';
import { cpuUsOf, readTicks, residentBytesOf } from './process-cost.ts';

test('a process name with brackets and spaces does not shift the fields', () => {
  const fields = 'S 1 1 1 0 -1 4194560 100 200 0 0 7 5 3 2 20 0 1 0 100 1000 10';
  expect(readTicks(`42 (node) ${fields}`)).toBe(17);
  expect(readTicks(`42 (a ) b (c) ${fields}`)).toBe(17);
});

test('this process has used time and memory, and one that is gone has used none', () => {
  const busyUntilMs = performance.now() + 30;
  while (performance.now() < busyUntilMs);
  expect(cpuUsOf(process.pid)).toBeGreaterThan(10_000);
  expect(residentBytesOf(process.pid)).toBeGreaterThan(20 * 2 ** 20);
  expect([cpuUsOf(-1), residentBytesOf(-1)]).toEqual([0, 0]);
});

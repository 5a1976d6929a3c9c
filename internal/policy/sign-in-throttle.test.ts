import { expect, test } from 'vitest';
import { addFailure, delayOf, type Failures, forgottenBefore } from './sign-in-throttle.ts';

const start = new Date('2026-01-01T00:00:00Z');
const later = (ms: number) => new Date(start.getTime() + ms);

function failTimes(times: number): Failures | null {
  let failures: Failures | null = null;
  for (let i = 0; i < times; i++) failures = addFailure(failures, start);
  return failures;
}

test('L2: the third wrong password costs a second, each further one twice as much', () => {
  const delays = [1, 2, 3, 4, 5, 6].map((times) => delayOf(failTimes(times)!, start));
  expect(delays).toEqual([0, 0, 1000, 2000, 4000, 8000]);
});

test('L2: no delay is longer than a quarter of an hour', () => {
  expect(delayOf(failTimes(13)!, start)).toBe(15 * 60_000);
  expect(delayOf(failTimes(2000)!, start)).toBe(15 * 60_000);
});

test('L2: a quarter of an hour after the last delay all is forgotten', () => {
  const blocked = failTimes(3)!;
  expect(delayOf(addFailure(blocked, later(1000 + 15 * 60_000)), later(1000 + 15 * 60_000))).toBe(
    2000,
  );
  expect(addFailure(blocked, later(1001 + 15 * 60_000)).failures).toBe(1);
});

test('what the sweep takes away was forgotten', () => {
  const failures = failTimes(2000)!;
  const now = later(30 * 60_000 + 1);
  expect(failures.failedAt < forgottenBefore(now)).toBe(true);
  expect(addFailure(failures, now).failures).toBe(1);
});

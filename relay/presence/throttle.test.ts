import { expect, test } from 'vitest';
import { Throttle } from './throttle.ts';

test('each key passes once an interval, and nothing is remembered for longer', () => {
  const throttle = new Throttle(1000);
  const passed = [0, 1, 999, 1000, 1500, 2000].map((nowMs) => throttle.passes('a', nowMs));
  expect(passed).toEqual([true, false, false, true, false, true]);
  expect(throttle.passes('b', 2500)).toBe(true);
  for (let i = 0; i < 1000; i++) throttle.passes(`many ${i}`, 2600);
  expect(throttle.size).toBe(1002);
  expect(throttle.passes('a', 10_000)).toBe(true);
  expect(throttle.size).toBe(1);
});

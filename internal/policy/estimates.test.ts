import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateWait } from './estimates.ts';

const minutes = (...all: number[]) => all.map((one) => one * 60_000);

test('nobody can say without handling times or without anybody at work', () => {
  expect(estimateWait(1, [], 6)).toBeNull();
  expect(estimateWait(1, minutes(5), 0)).toBeNull();
});

test('a place further takes as long as a seat takes to come free', () => {
  expect(estimateWait(1, minutes(4), 2)).toEqual({ low: 120, high: 120 });
  expect(estimateWait(3, minutes(4), 2)).toEqual({ low: 360, high: 360 });
  expect(estimateWait(1, minutes(2, 4, 6, 8, 10), 1)).toEqual({ low: 240, high: 480 });
});

test('the range is one, grows with the position and shrinks with seats', () => {
  const times = fc.array(fc.integer({ min: 0, max: 7_200_000 }), { minLength: 1, maxLength: 50 });
  const small = fc.integer({ min: 1, max: 50 });
  fc.assert(
    fc.property(times, small, small, (handling, position, seats) => {
      const estimate = estimateWait(position, handling, seats)!;
      expect(estimate.low).toBeLessThanOrEqual(estimate.high);
      const later = estimateWait(position + 1, handling, seats)!;
      expect(later.high).toBeGreaterThanOrEqual(estimate.high);
      const busier = estimateWait(position, handling, seats + 1)!;
      expect(busier.high).toBeLessThanOrEqual(estimate.high);
    }),
  );
});

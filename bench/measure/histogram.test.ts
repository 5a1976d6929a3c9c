import { expect, test } from 'vitest';
import { Histogram } from './histogram.ts';

function histogramOf(times: number[]): Histogram {
  const histogram = new Histogram();
  for (const ms of times) histogram.record(ms);
  return histogram;
}

test('quantiles are within 1 % of the times that were recorded, however large', () => {
  const times = Array.from({ length: 1000 }, (_, place) => (place + 1) * 0.37);
  const histogram = histogramOf(times);
  for (const part of [0.01, 0.5, 0.9, 0.99, 1]) {
    const exact = times[Math.ceil(part * times.length) - 1]!;
    expect(histogram.quantileMs(part) / exact).toBeCloseTo(1, 1.99);
  }
  expect(histogram.count).toBe(1000);
});

test('one late message shows at the end of the distribution and nowhere else', () => {
  const histogram = histogramOf([...Array<number>(99).fill(1), 500]);
  expect(histogram.quantileMs(0.99)).toBeCloseTo(1, 1);
  expect(histogram.quantileMs(1) / 500).toBeCloseTo(1, 1);
});

test('nothing recorded has no quantiles, and what is beyond the scale is kept at its ends', () => {
  expect(histogramOf([]).quantileMs(0.5)).toBeNaN();
  expect(histogramOf([0]).quantileMs(0.5)).toBeLessThan(0.01);
  expect(histogramOf([1e9]).quantileMs(0.5)).toBeGreaterThan(1e5);
});

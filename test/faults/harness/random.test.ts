import { expect, test } from 'vitest';
import { createRandom } from './random.ts';

test('the same seed gives the same chances, another seed others', () => {
  const draw = (seed: number) => {
    const random = createRandom(seed);
    return Array.from({ length: 20 }, () => random.int(1, 1000));
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test('chances lie within their limits and are about even', () => {
  const random = createRandom(1);
  const counts = new Map<number, number>();
  for (let i = 0; i < 6000; i++) {
    const thrown = random.int(1, 6);
    counts.set(thrown, (counts.get(thrown) ?? 0) + 1);
  }
  expect(new Set(counts.keys())).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test('a shuffle keeps everything, and a part of a run has chances of its own', () => {
  const random = createRandom(3);
  expect(new Set(random.shuffle([1, 2, 3, 4]))).toEqual(new Set([1, 2, 3, 4]));
  expect(createRandom(3).fork('X1').next()).toBe(createRandom(3).fork('X1').next());
  expect(createRandom(3).fork('X1').next()).not.toBe(createRandom(3).fork('X2').next());
});

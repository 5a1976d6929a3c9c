import { setImmediate as turnEnds } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

const busyFor = (ms: number) => {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
};

test('X29: many who come at once come in a few a turn, in order', async () => {
  const pace = new Pace(4, 1000);
  const done: number[] = [];
  for (let i = 0; i < 50; i++) {
    pace.add(() => {
      busyFor(2);
      done.push(i);
    });
  }
  expect(done).toEqual([]);
  let most = 0;
  for (let before = 0; done.length < 50; before = done.length) {
    await turnEnds();
    most = Math.max(most, done.length - before);
  }
  expect(most).toBeLessThanOrEqual(2);
  expect(done).toEqual(Array.from({ length: 50 }, (_, i) => i));
});

test('X29: beyond so many that wait nobody is put on the list', async () => {
  const pace = new Pace(1000, 3);
  const done: number[] = [];
  const added = [1, 2, 3, 4].map((number) => pace.add(() => void done.push(number)));
  expect(added).toEqual([true, true, true, false]);
  await turnEnds();
  expect(done).toEqual([1, 2, 3]);
  expect(pace.waiting).toBe(0);
  expect(pace.add(() => void done.push(5))).toBe(true);
  await turnEnds();
  expect(done.at(-1)).toBe(5);
});

import { expect, test } from 'vitest';
import { Gate } from './gate.ts';

test('so many run, so many wait in turn, and the rest is refused at once', async () => {
  const gate = new Gate(2, 2);
  const ends: (() => void)[] = [];
  const begun: number[] = [];
  const run = (number: number) =>
    gate.run(async () => {
      begun.push(number);
      await new Promise<void>((resolve) => ends.push(resolve));
      return number;
    });
  const runs = [run(1), run(2), run(3), run(4)];
  await expect(run(5)).rejects.toMatchObject({ code: 'rate_limited', retryMs: 2000 });
  expect(begun).toEqual([1, 2]);
  ends.shift()!();
  await runs[0];
  await new Promise(setImmediate);
  expect(begun).toEqual([1, 2, 3]);
  while (ends.length > 0) {
    ends.shift()!();
    await new Promise(setImmediate);
  }
  expect(await Promise.all(runs)).toEqual([1, 2, 3, 4]);
});

test('work that fails makes room all the same', async () => {
  const gate = new Gate(1, 0);
  await expect(gate.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await gate.run(async () => 'yes')).toBe('yes');
});

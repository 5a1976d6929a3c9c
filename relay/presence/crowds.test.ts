import { expect, test } from 'vitest';
import { Crowds } from './crowds.ts';

const options = { maxNamed: 100, intervalMs: 1000, msPerSeat: 2 };

test('numbers are told at once, then the less often the more are told', () => {
  const crowds = new Crowds(options);
  const crowd = crowds.begin('c', 5000);
  expect(crowds.due(5000)).toEqual(['c']);
  crowds.told(crowd, 5000, 5000);
  expect(crowds.due(20_000)).toEqual([]);
  crowd.isStale = true;
  expect(crowds.due(14_999)).toEqual([]);
  expect(crowds.due(15_000)).toEqual(['c']);
  crowds.told(crowd, 3, 15_000);
  crowd.isStale = true;
  expect([crowds.due(15_999), crowds.due(16_000)]).toEqual([[], ['c']]);
});

test('names come back only when there are clearly fewer people', () => {
  const crowds = new Crowds(options);
  expect([100, 101].map((people) => crowds.isCrowd(people))).toEqual([false, true]);
  expect([81, 80].map((people) => crowds.isFew(people))).toEqual([false, true]);
});

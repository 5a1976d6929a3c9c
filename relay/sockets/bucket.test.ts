import { expect, test } from 'vitest';
import { Bucket } from './bucket.ts';

test('a burst passes, then one a beat', () => {
  const bucket = new Bucket(50, 4, 8, 0);
  for (let i = 0; i < 200; i++) expect(bucket.take(0)).toBe(true);
  expect(bucket.take(0)).toBe(false);
  expect(bucket.retryMs()).toBe(40);
  expect(bucket.take(39)).toBe(false);
  expect(bucket.take(39 + bucket.retryMs())).toBe(true);
});

test('who goes on after refusals sinks into debt, who stops is free again', () => {
  const bucket = new Bucket(50, 4, 8, 0);
  for (let i = 0; i < 600; i++) bucket.take(0);
  expect(bucket.isOverdrawn()).toBe(false);
  bucket.take(0);
  expect(bucket.isOverdrawn()).toBe(true);
  expect(bucket.take(60_000)).toBe(true);
  expect(bucket.isOverdrawn()).toBe(false);
});

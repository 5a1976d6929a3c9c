import { expect, test } from 'vitest';
import { createBackoff } from './backoff.js';
import { judgeClose } from './close-codes.js';

test('waits grow to a quarter of a minute and start small again after a welcome', () => {
  const backoff = createBackoff({ random: () => 1 });
  const waits = Array.from({ length: 7 }, () => backoff.nextMs());
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  backoff.reset();
  expect(backoff.nextMs()).toBe(500);
});

test('waits are anywhere between nothing and the ceiling, above what the server asked for', () => {
  const backoff = createBackoff();
  for (let i = 0; i < 200; i++) {
    const waitMs = backoff.nextMs(5000);
    expect(waitMs).toBeGreaterThanOrEqual(5000);
    expect(waitMs).toBeLessThanOrEqual(20_000);
  }
});

test('each close code has its own next step', () => {
  expect(judgeClose(1012, 1)).toEqual({ reason: 'The connection was lost.' });
  expect(judgeClose(1013, 1).atLeastMs).toBe(1000);
  expect(judgeClose(4401, 1).needsFreshToken).toBe(true);
  expect(judgeClose(4403, 1).isFinal).toBe(true);
  expect(judgeClose(4408, 1).isFinal).toBeUndefined();
  expect(judgeClose(4429, 1).atLeastMs).toBe(5000);
  expect(judgeClose(1006, 50).isFinal).toBeUndefined();
});

test('a page that is refused again and again stops by itself', () => {
  expect(judgeClose(4401, 4).isFinal).toBe(true);
  expect(judgeClose(4400, 3).isFinal).toBeUndefined();
  expect(judgeClose(4400, 4).isFinal).toBe(true);
});

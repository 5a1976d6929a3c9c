import { expect, test } from 'vitest';
import { createBackoff } from './backoff.js';
import { judgeClose } from './close-codes.js';

test('waits grow with the time it has failed and start small again', () => {
  let nowMs = 0;
  const backoff = createBackoff({ random: () => 1, now: () => nowMs });
  const fail = () => {
    const waitMs = backoff.nextMs();
    nowMs += waitMs;
    return waitMs;
  };
  const waits = Array.from({ length: 13 }, fail);
  expect(waits.slice(0, 5)).toEqual([250, 250, 500, 1000, 1500]);
  expect(waits.slice(5, 11)).toEqual(Array(6).fill(1500));
  expect(waits.slice(11)).toEqual([12_500, 15_000]);
  backoff.worked(1000);
  expect(fail()).toBe(250);
});

test('a server that lets in and cuts off at once is asked ever more rarely', () => {
  let nowMs = 0;
  const backoff = createBackoff({ random: () => 1, now: () => nowMs });
  for (let time = 0; time < 20; time++) {
    nowMs += backoff.nextMs() + 500;
    backoff.worked(500);
  }
  expect(backoff.nextMs()).toBe(15_000);
});

test('X1: whoever tried in vain for a second tries again within another', () => {
  for (let person = 0; person < 1000; person++) {
    let nowMs = 0;
    const backoff = createBackoff({ now: () => nowMs });
    while (nowMs < 1000) nowMs += Math.max(1, backoff.nextMs());
    expect(nowMs).toBeLessThan(2000);
  }
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
  expect(judgeClose(1012, 1)).toEqual({ reason: 'The connection was lost.', atLeastMs: 0 });
  expect(judgeClose(1013, 1).atLeastMs).toBe(1000);
  expect(judgeClose(4401, 1).atLeastMs).toBe(0);
  expect(judgeClose(4403, 1).atLeastMs).toBe(Infinity);
  expect(judgeClose(4408, 1).atLeastMs).toBeLessThan(Infinity);
  expect(judgeClose(4429, 1).atLeastMs).toBe(5000);
  expect(judgeClose(1006, 50).atLeastMs).toBeLessThan(Infinity);
});

test('a page that is refused again and again stops by itself', () => {
  expect(judgeClose(4401, 4).atLeastMs).toBe(Infinity);
  expect(judgeClose(4400, 3).atLeastMs).toBeLessThan(Infinity);
  expect(judgeClose(4400, 4).atLeastMs).toBe(Infinity);
});

test('whoever lost the network for 10 s is back before the others see it', () => {
  for (let person = 0; person < 1000; person++) {
    let nowMs = 0;
    const backoff = createBackoff({ now: () => nowMs });
    while (nowMs < 10_000) nowMs += Math.max(1, backoff.nextMs());
    expect(nowMs).toBeLessThan(12_000);
  }
});

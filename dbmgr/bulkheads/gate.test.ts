import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createGate } from './gate.ts';

test('D10: no more run at once than may, and the others wait their turn in order', async () => {
  const gate = createGate({ running: 2, waiting: 10, maxWaitMs: 1000 });
  const order: number[] = [];
  let most = 0;
  await Promise.all(
    [0, 1, 2, 3, 4, 5].map((number) =>
      gate.run(async () => {
        order.push(number);
        most = Math.max(most, gate.load().running);
        await sleep(2);
      }),
    ),
  );
  expect(most).toBe(2);
  expect(order).toEqual([0, 1, 2, 3, 4, 5]);
  expect(gate.load()).toEqual({ running: 0, waiting: 0 });
});

test('what is urgent goes before the others that wait', async () => {
  const gate = createGate({ running: 1, waiting: 10, maxWaitMs: 1000 });
  const order: string[] = [];
  const work = (name: string) => async () => void order.push(name);
  await Promise.all([
    gate.run(() => sleep(5)),
    gate.run(work('first')),
    gate.run(work('second')),
    gate.run(work('urgent'), true),
  ]);
  expect(order).toEqual(['urgent', 'first', 'second']);
});

test('L4: what finds no place to wait is refused with a time to come back', async () => {
  const gate = createGate({ running: 1, waiting: 1, maxWaitMs: 1000 });
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = gate.run(() => promise);
  const second = gate.run(async () => 'second');
  await expect(gate.run(async () => 'third')).rejects.toMatchObject({
    code: 'rate_limited',
    retryMs: 1000,
  });
  resolve();
  await first;
  expect(await second).toBe('second');
});

test('what waited too long is refused and never begun', async () => {
  const gate = createGate({ running: 1, waiting: 5, maxWaitMs: 5 });
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = gate.run(() => promise);
  let begun = false;
  const late = gate.run(async () => void (begun = true));
  await sleep(20);
  resolve();
  await first;
  await expect(late).rejects.toMatchObject({ code: 'rate_limited' });
  expect(begun).toBe(false);
  expect(await gate.run(async () => 'goes on')).toBe('goes on');
});

test('X39: who would wait too long, as long as work takes now, is refused at once', async () => {
  const gate = createGate({ running: 1, waiting: 1000, maxWaitMs: 400 });
  for (let i = 0; i < 5; i++) await gate.run(() => sleep(100));
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = gate.run(() => promise);
  const others = Array.from({ length: 50 }, () => gate.run(async () => 'done'));
  const outcomes = Promise.allSettled(others);
  await expect(others.at(-1)).rejects.toMatchObject({ code: 'rate_limited', retryMs: 1000 });
  resolve();
  await first;
  const done = (await outcomes).filter(({ status }) => status === 'fulfilled');
  expect(done.length).toBeGreaterThan(0);
  expect(done.length).toBeLessThan(20);
  expect(await gate.run(async () => 'goes on')).toBe('goes on');
});

test('work that fails makes room', async () => {
  const gate = createGate({ running: 1, waiting: 0, maxWaitMs: 5 });
  await expect(gate.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await gate.run(async () => 1)).toBe(1);
});

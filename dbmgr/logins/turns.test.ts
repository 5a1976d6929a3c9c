import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';

test('work with a key in common runs one after another, other work at the same time', async () => {
  const turns = createTurns();
  const running = new Set<string>();
  const seen: string[] = [];
  const work = (name: string) => async () => {
    running.add(name);
    seen.push([...running].toSorted().join('+'));
    await sleep(5);
    running.delete(name);
  };
  await Promise.all([
    turns.run(['a', 'x'], work('1')),
    turns.run(['b', 'y'], work('2')),
    turns.run(['x', 'b'], work('3')),
    turns.run(['a'], work('4')),
  ]);
  expect(seen[0]).toBe('1');
  expect(seen[1]).toBe('1+2');
  expect(seen.some((together) => /1\+3|1\+.*4|2\+3/.test(together))).toBe(false);
});

test('work that fails lets the next one in', async () => {
  const turns = createTurns();
  const failed = turns.run(['a'], () => Promise.reject(new Error('broken')));
  const next = turns.run(['a'], async () => 'next');
  await expect(failed).rejects.toThrow('broken');
  expect(await next).toBe('next');
});

import { expect, test } from 'vitest';
import { drain, nothingRunning, pidsOf, stages } from './drain.ts';
import type { Stage } from './drain.ts';
import type { Supervised } from './supervise.ts';

function stoppable(
  name: string,
  stop: (deadlineMs: number) => Promise<void>,
  letEnd = () => {},
): Supervised {
  return { name, stop, letEnd, instance: () => undefined, restart: async () => {} };
}

test('the order of ending is web, relay, bots, dbmgr, NATS, MySQL, within 10 s', async () => {
  const running = nothingRunning();
  const ended: string[] = [];
  const deadlines: number[] = [];
  let left = 0;
  for (const stage of (Object.keys(stages) as Stage[]).toReversed()) {
    running[stage] = [1, 2].map((number) =>
      stoppable(
        `${stage}-${number}`,
        async (deadlineMs) => {
          deadlines.push(deadlineMs);
          await new Promise((resolve) => setTimeout(resolve, 5 * number));
          ended.push(`${stage}-${number}`);
        },
        () => void (left += 1),
      ),
    );
  }
  const drained = drain(running);
  expect(left).toBe(16);
  await drained;
  const order = ['web', 'relay', 'bots', 'files', 'courier', 'dbmgr', 'nats', 'mysql'];
  expect(ended).toEqual(order.flatMap((stage) => [`${stage}-1`, `${stage}-2`]));
  expect(Math.max(...deadlines)).toBeLessThan(10_000);
});

test('what is between two lives has no process id', () => {
  const running = nothingRunning();
  running.web = [stoppable('web', async () => {})];
  expect(pidsOf(running, 'web')).toEqual([]);
});

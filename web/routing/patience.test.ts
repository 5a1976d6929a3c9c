import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createPatience } from './patience.ts';

test('X16: the parts of a request share one limit of time', async () => {
  const inTime = createPatience(2000);
  expect(await inTime(() => sleep(1300, 'read'))).toBe('read');
  const start = performance.now();
  const late = inTime(() => sleep(60_000, 'act', { ref: false }));
  await expect(late).rejects.toMatchObject({ code: 'unavailable', retryMs: 1000 });
  expect(performance.now() - start).toBeLessThan(1800);
  await expect(inTime(() => sleep(10))).rejects.toMatchObject({ code: 'unavailable' });
});

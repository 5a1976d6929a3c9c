import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { restartNats } from '../testing/restart-nats.ts';
import { openStage } from '../testing/stage.ts';
import { createWaiters } from './waiters.ts';

test('whoever waits for an answer hears at once that the connection was lost', async () => {
  const waiters = createWaiters();
  const answers = [Promise.resolve('an answer'), new Promise<string>(() => undefined)];
  const settled = Promise.allSettled(answers.map((answer) => waiters.unlessLost(answer)));
  await sleep(1);
  waiters.lost();
  expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
});

test('whoever asks without a connection waits for it, but not too long', async () => {
  const waiters = createWaiters();
  const patient = waiters.untilBack(5000);
  await expect(waiters.untilBack(1)).rejects.toThrow('no connection');
  waiters.back();
  await expect(patient).resolves.toBeUndefined();
});

test('X7: what is asked while NATS is away is answered as soon as it is back', async () => {
  await using stage = await openStage();
  await stage.startDbmgr();
  const { health } = await stage.call.web();
  await health.check({});
  const restarted = restartNats(stage, 300);
  await expect.poll(async () => (await stage.bus('web')).isConnected()).toBe(false);
  await expect(health.check({}, { timeoutMs: 100 })).rejects.toMatchObject({ code: 'unavailable' });
  const asked = health.check({}, { timeoutMs: 20_000 }).catch((error: Error) => error);
  await restarted;
  const outcome = await asked;
  // dbmgr may be back later than web, and then nobody was there to hear it, which is told at once.
  if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'unavailable' });
  await expect
    .poll(() =>
      health.check({}).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
});

import { expect, test } from 'vitest';
import { operationSubject } from '../contract/subjects.ts';
import { restartNats } from '../testing/restart-nats.ts';
import { openStage } from '../testing/stage.ts';

test('whoever waits for an answer hears at once that the connection was lost', async () => {
  await using stage = await openStage();
  const [web, dbmgr] = [await stage.bus('web'), await stage.bus('dbmgr')];
  const subject = operationSubject('web', 'health', 'check');
  dbmgr.connection.subscribe(subject, { callback: () => undefined });
  await dbmgr.flush();
  const outcome = web
    .request(subject, '{}', { timeoutMs: 30_000 })
    .catch((error: Error) => error.message);
  await web.flush();
  await restartNats(stage, 100);
  expect(await outcome).toBe('the connection to NATS was lost');
});

test('whoever asks is told at once when nobody is there, in time when nobody answers', async () => {
  await using stage = await openStage();
  const [web, dbmgr] = [await stage.bus('web'), await stage.bus('dbmgr')];
  const subject = operationSubject('web', 'health', 'check');
  const ask = (timeoutMs: number) => web.request(subject, '{}', { timeoutMs });
  await expect(ask(30_000)).rejects.toThrow('nobody is there');
  dbmgr.connection.subscribe(subject, { callback: () => undefined });
  await dbmgr.flush();
  await expect(ask(50)).rejects.toThrow('in time');
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

import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openStage } from './stage.ts';

test('a stage has a database and a bus of its own', async () => {
  await using stage = await openStage();
  await using other = await openStage();
  await stage.people.agent({ online: true });
  const [mine] = await stage.sql("SELECT COUNT(*) AS agents FROM people WHERE role = 'agent'");
  const [theirs] = await other.sql("SELECT COUNT(*) AS agents FROM people WHERE role = 'agent'");
  expect([mine, theirs]).toEqual([{ agents: 1 }, { agents: 0 }]);
  expect(stage.nats.url).not.toBe(other.nats.url);
  expect((await stage.bus('web')).isConnected()).toBe(true);
});

test('what a stage made goes with it', async () => {
  const stage = await openStage();
  const { pid } = stage.nats.server;
  const { main } = stage.database.schemas;
  await stage[Symbol.asyncDispose]();
  expect(existsSync(`/proc/${pid}`)).toBe(false);
  await using other = await openStage();
  const rows = await other.sql('SELECT 1 FROM information_schema.schemata WHERE schema_name = ?', [
    main,
  ]);
  expect(rows).toEqual([]);
});

test('K3: a secret in a log fails the stage that logged it', async () => {
  const stage = await openStage();
  stage.log.logOf('careless').info(`the password is ${stage.canaries.password()}`);
  await sleep(0);
  await expect(stage[Symbol.asyncDispose]()).rejects.toThrow(/a password in: .*<canary>/);
});

import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openStage, type Stage } from './stage.ts';

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
  const fresh = await rowsByTable(stage);
  await stage.people.admin();
  await stage.people.organisation('south');
  await stage.sql("DELETE FROM automations WHERE name = 'mat-bot'");
  expect(await rowsByTable(stage)).not.toEqual(fresh);
  await stage[Symbol.asyncDispose]();
  expect(existsSync(`/proc/${pid}`)).toBe(false);
  await using other = await openStage();
  expect(other.database.schemas).toEqual(stage.database.schemas);
  expect(await rowsByTable(other)).toEqual(fresh);
});

test('who changes a schema leaves it to nobody', async () => {
  const stage = await openStage();
  await stage.sql('RENAME TABLE audit TO audit_elsewhere');
  await stage[Symbol.asyncDispose]();
  await using other = await openStage();
  expect(other.database.schemas).not.toEqual(stage.database.schemas);
  const rows = await other.sql('SELECT 1 FROM information_schema.schemata WHERE schema_name = ?', [
    stage.database.schemas.main,
  ]);
  expect(rows).toEqual([]);
});

async function rowsByTable({ sql, database }: Stage): Promise<unknown[]> {
  const tables = await sql<{ place: string; name: string }>(
    `SELECT table_schema AS place, table_name AS name FROM information_schema.tables
     WHERE table_schema IN (?) ORDER BY table_schema, table_name`,
    [Object.values(database.schemas)],
  );
  return Promise.all(
    tables.map(async ({ place, name }) => {
      const [row] = await sql<{ count: number }>('SELECT COUNT(*) AS count FROM ??.??', [
        place,
        name,
      ]);
      return [name, row!.count];
    }),
  );
}

test('K3: a secret in a log fails the stage that logged it', async () => {
  const stage = await openStage();
  stage.log.logOf('careless').info(`the password is ${stage.canaries.password()}`);
  await sleep(0);
  await expect(stage[Symbol.asyncDispose]()).rejects.toThrow(/a password in: .*<canary>/);
});

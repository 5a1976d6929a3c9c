import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openStage } from '../../internal/testing/stage.ts';
import { startTcpProxy } from '../../test/faults/harness/proxy/tcp-proxy.ts';
import { openDatabase } from './open-database.ts';
import { transact, type Transaction } from './transact.ts';

test('X19: a connection that falls silent is given up, with the rows that it held', async () => {
  await using stage = await openStage();
  const url = new URL(stage.database.urls.main);
  await using proxy = await startTcpProxy(Number(url.port));
  url.port = String(proxy.port);
  const open = () => openDatabase({ url: url.href, connections: 1, lockWaitSeconds: 1 });
  const [first, second] = [open(), open()];
  const hold = (tx: Transaction) =>
    tx.selectFrom('audit_heads').select('only_row').forUpdate().execute();
  const start = performance.now();
  const silenced = transact(first, async (tx) => {
    await hold(tx);
    proxy.cutAll('silence');
    await hold(tx);
  });
  await expect(silenced).rejects.toMatchObject({ code: 'unavailable' });
  expect(performance.now() - start).toBeGreaterThan(4500);
  const held = await transact(second, hold);
  expect(held).toHaveLength(1);
  await Promise.all([first.destroy(), second.destroy()]);
});

test('X16: a MariaDB ends a transaction that its process forgot, with its locks', async () => {
  await using stage = await openStage();
  const db = openDatabase({ url: stage.database.urls.main, connections: 1 });
  const { rows } = await sql<{ Value: string }>`
    SHOW SESSION VARIABLES WHERE Variable_name IN ('idle_transaction_timeout')`.execute(db);
  const isMariadb = (await stage.sql<{ v: string }>('SELECT version() AS v'))[0]!.v.includes(
    'Maria',
  );
  expect(rows.map(({ Value }) => Value)).toEqual(isMariadb ? ['10'] : []);
  await db.destroy();
});

import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { type Database, openDatabase } from './open-database.ts';
import { isContention, transact } from './transact.ts';

let stage: Stage;
let db: Database;

beforeAll(async () => {
  stage = await openStage();
  db = stage.use(disposable(openDatabase({ url: stage.database.urls.main, connections: 4 })));
  for (const bucket of ['a', 'b']) {
    await db
      .insertInto('login_failures')
      .values({ bucket, failures: 0, failed_at: new Date(), blocked_until: null })
      .execute();
  }
});
afterAll(() => stage[Symbol.asyncDispose]());

function disposable(database: Database): Database & AsyncDisposable {
  return Object.assign(database, { [Symbol.asyncDispose]: () => database.destroy() });
}

const add = (tx: Pick<Database, 'updateTable'>, bucket: string) =>
  tx
    .updateTable('login_failures')
    .set((eb) => ({ failures: eb('failures', '+', 1) }))
    .where('bucket', '=', bucket)
    .execute();
const countOf = async (bucket: string) =>
  (await stage.sql('SELECT failures FROM login_failures WHERE bucket = ?', [bucket]))[0]?.failures;

test('every connection is strict, in UTC and READ COMMITTED', async () => {
  const pattern = '^(sql_mode|time_zone|t.*_isolation|innodb_lock_wait_timeout)$';
  const { rows } = await sql<{ Variable_name: string; Value: string }>`
    SHOW SESSION VARIABLES WHERE Variable_name REGEXP ${pattern}`.execute(db);
  const values = Object.fromEntries(rows.map((row) => [row.Variable_name, row.Value]));
  expect(values).toMatchObject({ time_zone: '+00:00', innodb_lock_wait_timeout: '5' });
  expect(values.sql_mode).toContain('STRICT_ALL_TABLES');
  expect(values.tx_isolation ?? values.transaction_isolation).toBe('READ-COMMITTED');
});

test('D5: two transactions that block each other both happen, once', async () => {
  const [before] = [await countOf('a')];
  let tries = 0;
  const met = Promise.withResolvers<void>();
  const both = (first: string, second: string) =>
    transact(db, async (tx) => {
      await add(tx, first);
      if (++tries === 2) met.resolve();
      await met.promise;
      await add(tx, second);
    });
  await Promise.all([both('a', 'b'), both('b', 'a')]);
  expect(tries).toBeGreaterThan(2);
  expect([await countOf('a'), await countOf('b')]).toEqual([Number(before) + 2, 2]);
});

test('what failed for good changes nothing and announces nothing', async () => {
  const before = await countOf('a');
  const announced: string[] = [];
  const work = transact(db, async (tx, afterCommit) => {
    await add(tx, 'a');
    afterCommit(() => announced.push('a'));
    throw new Error('broken');
  });
  await expect(work).rejects.toThrow('broken');
  expect(await countOf('a')).toBe(before);
  expect(announced).toEqual([]);
});

test('contention that does not end is `unavailable`, with a rollback and no half', async () => {
  const before = await countOf('b');
  let tries = 0;
  const work = transact(db, async (tx) => {
    tries++;
    await add(tx, 'b');
    throw Object.assign(new Error('Lock wait timeout exceeded'), { errno: 1205 });
  });
  await expect(work).rejects.toMatchObject({ code: 'unavailable', retryMs: 1000 });
  expect(tries).toBe(5);
  expect(await countOf('b')).toBe(before);
  expect(isContention(new Error('another'))).toBe(false);
});

test('D9: a query that takes too long is ended and `unavailable`', async () => {
  const url = stage.database.urls.main;
  const hurried = openDatabase({ url, connections: 1, statementLimitMs: 100 });
  const slow = sql`SELECT COUNT(*) AS n FROM information_schema.columns a
    JOIN information_schema.columns b JOIN information_schema.columns c`;
  const start = performance.now();
  await expect(transact(hurried, (tx) => slow.execute(tx))).rejects.toMatchObject({
    code: 'unavailable',
  });
  expect(performance.now() - start).toBeLessThan(3000);
  await hurried.destroy();
});

test('a database that cannot be reached is `unavailable`', async () => {
  const url = new URL(stage.database.urls.main);
  url.port = '1';
  const away = openDatabase({ url: url.href, connections: 1 });
  const work = transact(away, (tx) => tx.selectFrom('orgs').selectAll().execute());
  await expect(work).rejects.toMatchObject({ code: 'unavailable' });
  await away.destroy();
});

test('more than may wait for a connection is `unavailable`', async () => {
  const narrow = openDatabase({ url: stage.database.urls.main, connections: 1 });
  const one = () => transact(narrow, (tx) => tx.selectFrom('orgs').select('id').execute());
  const all = await Promise.allSettled(Array.from({ length: 1010 }, one));
  const refused = all.filter((result) => result.status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'unavailable' });
  await narrow.destroy();
});

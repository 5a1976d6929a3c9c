import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { type Database, openDatabase } from './open-database.ts';
import { runTransaction } from './transact.ts';

let stage: Stage;
let db: Database;
beforeAll(async () => {
  stage = await openStage();
  const url = stage.database.urls.main;
  db = openDatabase({ url, connections: 8, lockWaitSeconds: 1 });
});
beforeEach(async () => {
  await stage.sql('DELETE FROM login_failures');
  await stage.sql(
    `INSERT INTO login_failures (bucket, failures, failed_at)
     VALUES ('a', 0, NOW()), ('b', 0, NOW())`,
  );
});
afterAll(async () => {
  await db.destroy();
  await stage[Symbol.asyncDispose]();
});

type Outcome = { done: boolean; tries: number; errnos: number[]; pausesMs: number[] };

const nothingYet = (): Outcome => ({ done: false, tries: 0, errnos: [], pausesMs: [] });

/** Adds one to the first row and one to the second, in one transaction. */
async function addToBoth(
  first: string,
  second: string,
  tries?: number,
  outcome: Outcome = nothingYet(),
): Promise<Outcome> {
  let failedAt = 0;
  const attempt = () =>
    db.transaction().execute(async (tx) => {
      if (failedAt > 0) outcome.pausesMs.push(performance.now() - failedAt);
      outcome.tries++;
      for (const bucket of [first, second]) {
        const add = tx
          .updateTable('login_failures')
          .set((eb) => ({ failures: eb('failures', '+', 1) }))
          .where('bucket', '=', bucket);
        await add.execute().catch((error: { errno: number }) => {
          failedAt = performance.now();
          outcome.errnos.push(error.errno);
          throw error;
        });
      }
    });
  const work = runTransaction(db, attempt, tries);
  outcome.done = await work.then(
    () => true,
    (error: { code?: string }) => {
      expect(error).toMatchObject({ code: 'unavailable', retryMs: 1000 });
      return false;
    },
  );
  return outcome;
}

const counts = async () =>
  (
    await stage.sql<{ failures: number }>('SELECT failures FROM login_failures ORDER BY bucket')
  ).map((row) => row.failures);

describe('X17: two operations that lock in opposite order, 1,000 of them at once', () => {
  test('are each retried at most 5 times, with jitter, and never half of one happens', async () => {
    const work = async (_: unknown, worker: number) => {
      const outcomes: Outcome[] = [];
      for (let round = 0; round < 125; round++) {
        const isForth = (worker + round) % 2 === 0;
        outcomes.push(await addToBoth(isForth ? 'a' : 'b', isForth ? 'b' : 'a'));
      }
      return outcomes;
    };
    const outcomes = (await Promise.all(Array.from({ length: 8 }, work))).flat();
    expect(outcomes).toHaveLength(1000);
    const done = outcomes.filter((outcome) => outcome.done).length;
    expect(await counts()).toEqual([done, done]);
    expect(done).toBeGreaterThan(900);
    const deadlocks = outcomes.flatMap(({ errnos }) => errnos).filter((errno) => errno === 1213);
    expect(deadlocks.length).toBeGreaterThan(50);
    expect(Math.max(...outcomes.map(({ tries }) => tries))).toBeLessThanOrEqual(5);
    const pausesMs = outcomes.flatMap((outcome) => outcome.pausesMs.slice(0, 1));
    expect(Math.max(...pausesMs) - Math.min(...pausesMs)).toBeGreaterThan(5);
  });
});

describe('X17: a lock that is not had in time (1205)', () => {
  async function holdRow(bucket: string) {
    const holder = await createConnection({ uri: stage.database.urls.root });
    await holder.beginTransaction();
    await holder.query('SELECT * FROM login_failures WHERE bucket = ? FOR UPDATE', [bucket]);
    return holder;
  }

  test('control: without a rollback the server would commit the half that was done', async () => {
    const holder = await holdRow('b');
    const careless = await createConnection({ uri: stage.database.urls.root });
    await careless.query('SET SESSION innodb_lock_wait_timeout = 1');
    await careless.beginTransaction();
    await careless.query("UPDATE login_failures SET failures = 1 WHERE bucket = 'a'");
    const second = careless.query("UPDATE login_failures SET failures = 1 WHERE bucket = 'b'");
    await expect(second).rejects.toMatchObject({ errno: 1205 });
    await careless.commit();
    await holder.rollback();
    expect(await counts()).toEqual([1, 0]);
    await Promise.all([careless.end(), holder.end()]);
  });

  test('undoes what was done and does all of it again, once the lock is free', async () => {
    const holder = await holdRow('b');
    const outcome = nothingYet();
    const adding = addToBoth('a', 'b', undefined, outcome);
    await expect.poll(() => outcome.errnos).toContain(1205);
    await holder.rollback();
    await holder.end();
    await adding;
    expect(outcome.done).toBe(true);
    expect(new Set(outcome.errnos)).toEqual(new Set([1205]));
    expect(await counts()).toEqual([1, 1]);
  });

  test('is `unavailable` when the lock stays, and nothing was done', async () => {
    const holder = await holdRow('b');
    expect(await addToBoth('a', 'b', 2)).toMatchObject({ done: false, tries: 2 });
    await holder.rollback();
    await holder.end();
    expect(await counts()).toEqual([0, 0]);
  });
});

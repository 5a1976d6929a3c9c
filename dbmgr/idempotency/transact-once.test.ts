import { createHash, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { armFailpoints } from '../../internal/process/failpoint.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/transact.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { sweepKeys } from './sweep-keys.ts';
import { keepKeysMs, transactOnce } from './transact-once.ts';

let talk: TalkStage;
beforeAll(async () => {
  talk = await openTalkStage();
});
afterAll(() => talk[Symbol.asyncDispose]());
afterEach(() => armFailpoints(undefined));

type Made = { id: string };

/** A request of this person that carries the key. */
function asking(who: Somebody, key: string, operation = 'make'): Context {
  const context = talk.by(who);
  const idempotency = createHash('sha256').update(key).digest('hex');
  return { ...context, request: { ...context.request, feature: 'things', operation, idempotency } };
}

/** Makes something new whenever it runs. */
function make(who: Somebody) {
  return async (tx: Transaction): Promise<Made> => {
    const id = randomUUID();
    const used_at = new Date();
    const hash = createHash('sha256').update(id).digest('hex');
    await tx.insertInto('devices').values({ hash, person_id: who.id, used_at }).execute();
    return { id };
  };
}

async function countOf(who: Somebody): Promise<number> {
  const [row] = await talk.sql<{ n: number }>(
    'SELECT COUNT(*) AS n FROM devices WHERE person_id = ?',
    [who.id],
  );
  return row!.n;
}

test('V5: fifty at once with one key have one effect and one answer', async () => {
  const who = await talk.somebody('agent');
  const context = asking(who, 'the same');
  const wishes = Array.from({ length: 50 }, () => transactOnce(context, { name: 'a' }, make(who)));
  const ids = (await Promise.all(wishes)).map(({ id }) => id);
  expect(new Set(ids).size).toBe(1);
  expect(await countOf(who)).toBe(1);
});

test('V5: fifty at once, the first of which fails, have one effect all the same', async () => {
  const who = await talk.somebody('agent');
  const context = asking(who, 'the first fails');
  let runs = 0;
  const wishes = Array.from({ length: 50 }, () =>
    transactOnce(context, {}, async (tx) => {
      runs += 1;
      const made = await make(who)(tx);
      if (runs === 1) throw new Error('the first');
      return made;
    }),
  );
  const settled = await Promise.allSettled(wishes);
  const ids = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value.id] : []));
  expect([ids.length, new Set(ids).size, runs]).toEqual([49, 1, 2]);
  expect(await countOf(who)).toBe(1);
});

test('V5: another input or operation under the same key is a conflict', async () => {
  const who = await talk.somebody('agent');
  const first = await transactOnce(asking(who, 'k'), { name: 'a', size: 1 }, make(who));
  const again = await transactOnce(asking(who, 'k'), { size: 1, name: 'a' }, make(who));
  expect(again).toEqual(first);
  for (const [context, input] of [
    [asking(who, 'k'), { name: 'b', size: 1 }],
    [asking(who, 'k', 'destroy'), { name: 'a', size: 1 }],
  ] as const) {
    await expect(transactOnce(context, input, make(who))).rejects.toMatchObject({
      code: 'conflict',
    });
  }
  expect(await countOf(who)).toBe(1);
});

test("another person's key, and none, are no business of it", async () => {
  const [one, other] = [await talk.somebody('agent'), await talk.somebody('agent')];
  const ids = [
    await transactOnce(asking(one, 'k'), {}, make(one)),
    await transactOnce(asking(other, 'k'), {}, make(other)),
    await transactOnce(talk.by(one), {}, make(one)),
    await transactOnce(talk.by(one), {}, make(one)),
  ].map(({ id }) => id);
  expect(new Set(ids).size).toBe(4);
  expect([await countOf(one), await countOf(other)]).toEqual([3, 1]);
});

test('V5: a connection that dies at its commit leaves nothing; the next try does it', async () => {
  const who = await talk.somebody('agent');
  const context = asking(who, 'dies');
  let connection = 0;
  const work = async (tx: Transaction): Promise<Made> => {
    const { rows } = await sql<{ id: number }>`select connection_id() as id`.execute(tx);
    connection = rows[0]!.id;
    return make(who)(tx);
  };
  armFailpoints(async (name) => {
    if (name !== 'sql.beforeCommit') return;
    armFailpoints(undefined);
    await talk.sql(`KILL ${connection}`);
  });
  await expect(transactOnce(context, {}, work)).rejects.toMatchObject({ code: 'unavailable' });
  expect(await countOf(who)).toBe(0);
  const made = await transactOnce(context, {}, work);
  expect(await transactOnce(context, {}, work)).toEqual(made);
  expect(await countOf(who)).toBe(1);
});

test('V5: whoever heard nothing after the commit is answered what was committed', async () => {
  const who = await talk.somebody('agent');
  const context = asking(who, 'unheard');
  let committed: string | undefined;
  await transactOnce(context, {}, async (tx) => {
    const made = await make(who)(tx);
    committed = made.id;
    return made;
  });
  expect(await transactOnce(context, {}, make(who))).toEqual({ id: committed });
  expect(await countOf(who)).toBe(1);
});

test('a login that ended is answered nothing, whatever its key was answered before', async () => {
  const who = await talk.somebody('agent');
  const context = asking(who, 'ended');
  await transactOnce(context, {}, make(who));
  await talk.sql('UPDATE logins SET ended_at = UTC_TIMESTAMP(3) WHERE id = ?', [who.login]);
  await expect(transactOnce(context, {}, make(who))).rejects.toMatchObject({
    code: 'unauthenticated',
  });
});

test('after a day a key is a new one, swept or not', async () => {
  const who = await talk.somebody('agent');
  const context = asking(who, 'old');
  const first = await transactOnce(context, {}, make(who));
  const now = () => new Date(Date.now() + keepKeysMs + 1000);
  const later: Context = { ...context, now: () => new Date(Date.now() + 1000) };
  expect(await transactOnce(later, {}, make(who))).toEqual(first);
  await talk.sql('UPDATE logins SET expires_at = expires_at + INTERVAL 2 DAY WHERE id = ?', [
    who.login,
  ]);
  const second = await transactOnce({ ...context, now }, { name: 'other' }, make(who));
  expect(second).not.toEqual(first);
  expect(await sweepKeys({ db: talk.db, now })).toBeGreaterThan(0);
  const kept = await talk.sql('SELECT hash FROM idempotency_keys WHERE person_id = ?', [who.id]);
  expect(kept).toHaveLength(1);
});

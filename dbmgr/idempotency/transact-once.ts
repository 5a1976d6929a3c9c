import { createHash } from 'node:crypto';
import { AppError } from '../../internal/contract/errors.ts';
import type { Context } from '../context.ts';
import { type AfterCommit, transact, type Transaction } from '../database/transact.ts';
import { findActor } from '../people/read-actor.ts';

type Work<T> = (tx: Transaction, afterCommit: AfterCommit) => Promise<T>;

/** Who wishes for what, by the name they gave the wish. */
type Wish = { person: string; hash: string; operation: string; inputHash: string; now: Date };

/** A key means the same wish for so long; after that it is a new one. */
export const keepKeysMs = 24 * 3_600_000;

/**
 * Like `transact(context.db, work)`, but a request with an `Idempotency-Key` is done once for each
 * key of its person: others with it wait, and are answered the same without anything being done.
 * What `work` returns is kept as JSON. Throws `conflict` when the key came with another input or
 * for another operation.
 */
export function transactOnce<T>(context: Context, input: unknown, work: Work<T>): Promise<T> {
  return transact(context.db, (tx, afterCommit) =>
    doOnce(tx, context, input, () => work(tx, afterCommit)),
  );
}

/**
 * For work that repeats itself without harm: the request's key, if it has one, stands for this
 * input from now on. Throws `conflict` when it stands for another.
 */
export async function claimKey(context: Context, input: unknown): Promise<void> {
  if (context.request.idempotency) await transactOnce(context, input, () => Promise.resolve(null));
}

/** `transactOnce` in a transaction that runs already; `work` must be all that it changes. */
export async function doOnce<T>(
  tx: Transaction,
  context: Context,
  input: unknown,
  work: () => Promise<T>,
): Promise<T> {
  const { idempotency, login, feature, operation } = context.request;
  if (!idempotency || !login) return work();
  const actor = await findActor(tx, context);
  const wish: Wish = {
    person: actor.id,
    hash: idempotency,
    operation: `${feature}.${operation}`,
    inputHash: hashInput(input),
    now: context.now(),
  };
  const kept = await holdKey(tx, wish);
  if (kept !== null) return JSON.parse(kept) as T;
  const output = await work();
  await keepOutput(tx, wish, JSON.stringify(output ?? null));
  return output;
}

/**
 * Locks the key's row, made if need be, until the transaction ends; returns what the wish was
 * answered with, or null when it is still to be fulfilled.
 */
async function holdKey(tx: Transaction, wish: Wish): Promise<string | null> {
  const fresh = {
    operation: wish.operation,
    input_hash: wish.inputHash,
    output: null,
    made_at: wish.now,
  };
  await tx
    .insertInto('idempotency_keys')
    .values({ person_id: wish.person, hash: wish.hash, ...fresh })
    .onDuplicateKeyUpdate({ hash: wish.hash })
    .execute();
  const row = await tx
    .selectFrom('idempotency_keys')
    .where('person_id', '=', wish.person)
    .where('hash', '=', wish.hash)
    .select(['operation', 'input_hash', 'output', 'made_at'])
    .executeTakeFirstOrThrow();
  if (row.made_at.getTime() <= wish.now.getTime() - keepKeysMs) {
    await rowOf(tx, wish).set(fresh).execute();
    return null;
  }
  if (row.operation !== wish.operation || row.input_hash !== wish.inputHash) {
    throw keyTaken();
  }
  return row.output;
}

/** For a key that came back with another wish. */
export function keyTaken(): AppError {
  return new AppError('conflict', 'This Idempotency-Key was used for another request already.', {
    fields: { 'Idempotency-Key': 'was used for another request' },
  });
}

async function keepOutput(tx: Transaction, wish: Wish, output: string): Promise<void> {
  await rowOf(tx, wish).set({ output }).execute();
}

function rowOf(tx: Transaction, wish: Wish) {
  return tx
    .updateTable('idempotency_keys')
    .where('person_id', '=', wish.person)
    .where('hash', '=', wish.hash);
}

/** The same for the same fields in another order. */
export function hashInput(input: unknown): string {
  const text = JSON.stringify(input, (_name, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
  return createHash('sha256').update(text).digest('hex');
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Transaction as KyselyTransaction } from 'kysely';
import { AppError } from '../../internal/contract/errors.ts';
import { failpoint } from '../../internal/process/failpoint.ts';
import type { Database } from './open-database.ts';
import type { Tables } from './tables.ts';

export type Transaction = KyselyTransaction<Tables>;

/** Runs once the commit is certain: events go out here. */
export type AfterCommit = (action: () => void) => void;

const maxTries = 5;
const backoffMs = 15;

/**
 * Runs `work` in one transaction and runs the whole of it again after a deadlock (1213), a changed
 * row (1020, MariaDB) or a lock timeout (1205); a rollback comes first, because after 1205 a commit
 * would keep half of it. Throws `unavailable` when the database cannot be reached. Once committed
 * it is done: what cannot be told then is logged, and sweeps and head checks tell it.
 */
export function transact<T>(
  db: Database,
  work: (tx: Transaction, afterCommit: AfterCommit) => Promise<T>,
): Promise<T> {
  return runTransaction(db, (afterCommit) =>
    db.transaction().execute(async (tx) => {
      const made = await work(tx, afterCommit);
      await beforeCommit();
      return made;
    }),
  );
}

/** For whoever commits by itself. */
export const beforeCommit = () => failpoint('sql.beforeCommit');

/** The same for an `attempt` that begins, and commits or rolls back, by itself. */
export async function runTransaction<T>(
  db: Database,
  attempt: (afterCommit: AfterCommit) => Promise<T>,
  tries = maxTries,
): Promise<T> {
  let actions: (() => void)[] = [];
  const result = await retryContention(() => {
    actions = [];
    return attempt((run) => actions.push(run));
  }, tries);
  await tellAll(db, actions);
  return result;
}

/**
 * The same for one statement, which is a transaction of its own: it is run again, after a pause
 * that differs from one process to the next.
 */
export async function retryContention<T>(attempt: () => Promise<T>, tries = maxTries): Promise<T> {
  for (let tryNumber = 1; ; tryNumber++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isContention(error) || tryNumber >= tries) throw presentDatabaseError(error);
      await sleep(backoffMs * tryNumber * (0.5 + Math.random()));
    }
  }
}

/** Never throws: whoever asked is told what was committed, and nothing is run again. */
async function tellAll(db: Database, actions: readonly (() => void)[]): Promise<void> {
  const complain = (error: unknown) => db.log?.error({ err: error }, 'committed, but not told');
  try {
    await failpoint('sql.afterCommit');
  } catch (error) {
    complain(error);
  }
  for (const run of actions) {
    try {
      run();
    } catch (error) {
      complain(error);
    }
  }
}

function errnoOf(error: unknown): number | undefined {
  return (error as { errno?: number } | null)?.errno;
}

export function isContention(error: unknown): boolean {
  return [1213, 1020, 1205].includes(errnoOf(error) ?? 0);
}

/** A second row with the same unique key (ER_DUP_ENTRY). */
export function isDuplicate(error: unknown): boolean {
  return errnoOf(error) === 1062;
}

/** A value that is null where none may be (ER_BAD_NULL_ERROR). */
export function isNull(error: unknown): boolean {
  return errnoOf(error) === 1048;
}

const connectionCodes = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'PROTOCOL_CONNECTION_LOST',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
  'ER_CONNECTION_KILLED',
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_RECORD_FILE_FULL',
  'ER_QUERY_INTERRUPTED',
];

/** The connection, not the statement, failed: whether a commit happened is unknown. */
export function isConnectionLoss(error: unknown): boolean {
  const code = (error as { code?: string } | null)?.code ?? '';
  const fatal = (error as { fatal?: boolean } | null)?.fatal === true;
  return fatal || connectionCodes.includes(code);
}

/** The statement ran longer than it may (MariaDB, MySQL). */
function isOverTime(error: unknown): boolean {
  return [1969, 3024].includes(errnoOf(error) ?? 0);
}

/** More wait for a connection than the pool lets wait, which `mysql2` says in words alone. */
function isCrowded(error: unknown): boolean {
  return error instanceof Error && error.message === 'Queue limit reached.';
}

/** A driver's error as the mesh may know it; anything else is passed on. */
export function presentDatabaseError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const passes = [isConnectionLoss, isContention, isOverTime, isCrowded];
  if (!passes.some((is) => is(error))) return error;
  const message = 'The database does not answer now. Nothing is lost; try again.';
  return new AppError('unavailable', message, { retryMs: 1000, cause: error });
}

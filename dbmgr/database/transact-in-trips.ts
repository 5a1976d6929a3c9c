import { CompiledQuery } from 'kysely';
import { failpoint } from '../../internal/process/failpoint.ts';
import type { Database } from './open-database.ts';
import { type AfterCommit, runTransaction, type Transaction } from './transact.ts';

/** A transaction whose statements travel together; it begins with the first of them. */
export type Trips = {
  /** For what needs a round trip of its own, behind the first. */
  tx: Transaction;
  /** The rows of each query. */
  read: (queries: readonly CompiledQuery[]) => Promise<unknown[][]>;
  /**
   * Runs the queries one after another. The server stops at the first that fails; those before it
   * hold, and the transaction goes on.
   */
  run: (queries: readonly CompiledQuery[]) => Promise<void>;
  /** The same, and commits unless one of them fails. */
  commit: (queries: readonly CompiledQuery[]) => Promise<void>;
  /** Takes back what was done so far. */
  startOver: () => Promise<void>;
};

const begin = CompiledQuery.raw('begin');
const commit = CompiledQuery.raw('commit');
const rollback = CompiledQuery.raw('rollback');

/**
 * Like `transact` with one try, in as few round trips as `work` asks for, which commits by itself.
 * The database must have been opened with `together`. A round trip costs both sides more than a
 * small statement does.
 */
export function transactInTrips<T>(
  db: Database,
  work: (trips: Trips, afterCommit: AfterCommit) => Promise<T>,
): Promise<T> {
  const oneTry = 1;
  return runTransaction(
    db,
    (afterCommit) =>
      db.connection().execute(async (connection) => {
        // Inside a transaction, which is all that its type says beyond a connection's.
        const trips = createTrips(connection as Transaction);
        try {
          return await work(trips, afterCommit);
        } catch (error) {
          await trips.startOver().catch(() => undefined);
          throw error;
        }
      }),
    oneTry,
  );
}

function createTrips(tx: Transaction): Trips {
  let isBegun = false;
  const send = async (queries: readonly CompiledQuery[]): Promise<unknown[][]> => {
    await failpoint('sql.beforeStatement');
    const skip = isBegun ? 0 : 1;
    const trip = isBegun ? queries : [begin, ...queries];
    isBegun = true;
    const { rows } = await tx.executeQuery(join(trip));
    // What one statement answers comes bare.
    return trip.length === 1 ? [rows] : (rows as unknown[][]).slice(skip);
  };
  return {
    tx,
    read: send,
    run: async (queries) => void (await send(queries)),
    async commit(queries) {
      await failpoint('sql.beforeCommit');
      await send([...queries, commit]);
    },
    async startOver() {
      if (!isBegun) return;
      isBegun = false;
      await tx.executeQuery(rollback);
    },
  };
}

function join(queries: readonly CompiledQuery[]): CompiledQuery {
  return CompiledQuery.raw(
    queries.map(({ sql }) => sql).join(';\n'),
    queries.flatMap(({ parameters }) => [...parameters]),
  );
}

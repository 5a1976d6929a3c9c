import { CompiledQuery } from 'kysely';
import type { Database } from './open-database.ts';
import { beforeStatement } from './traced-dialect.ts';
import { type AfterCommit, beforeCommit, runTransaction, type Transaction } from './transact.ts';

/** A transaction whose statements travel together. */
export type Trips = {
  /** For what needs a round trip of its own. */
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
  const send = async (queries: readonly CompiledQuery[]): Promise<unknown[][]> => {
    await beforeStatement();
    const { rows } = await tx.executeQuery(join(queries));
    // What one statement answers comes bare.
    return queries.length === 1 ? [rows] : (rows as unknown[][]);
  };
  return {
    tx,
    read: send,
    run: async (queries) => void (await send(queries)),
    async commit(queries) {
      await beforeCommit();
      await send([...queries, commit]);
    },
    startOver: async () => void (await tx.executeQuery(rollback)),
  };
}

function join(queries: readonly CompiledQuery[]): CompiledQuery {
  return CompiledQuery.raw(
    queries.map(({ sql }) => sql).join(';\n'),
    queries.flatMap(({ parameters }) => [...parameters]),
  );
}

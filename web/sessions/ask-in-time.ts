import type { Pool, PoolConnection, QueryError } from 'mysql2';

type Done = (error: QueryError | null, rows?: unknown, fields?: unknown) => void;

/**
 * Asks the database through the pool and calls back within `limitMs`, however long it takes to get
 * a connection or an answer. A connection that leaves its question unanswered is given up: whatever
 * comes over it later would be nobody's.
 */
export function askInTime(
  pool: Pool,
  limitMs: number,
  sql: string,
  values: unknown[],
  done: Done,
): void {
  let using: PoolConnection | undefined;
  let isOver = false;
  const end: Done = (...outcome) => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    done(...outcome);
  };
  const timer = setTimeout(() => {
    const late = Object.assign(new Error(`no answer within ${limitMs} ms`), { code: 'ETIMEDOUT' });
    end(late as QueryError);
    if (using) cut(using);
  }, limitMs);
  pool.getConnection((error, connection) => {
    if (error) return end(error as QueryError);
    if (isOver) return connection.release();
    using = connection;
    connection.query(sql, values, (failure, rows, fields) => {
      using = undefined;
      if (!isOver) connection.release();
      end(failure, rows, fields);
    });
  });
}

/** At once and without a farewell, which nobody would hear. */
function cut(connection: PoolConnection): void {
  const { stream } = connection as PoolConnection & { stream: { destroy: (why: Error) => void } };
  stream.destroy(new Error('given up'));
}

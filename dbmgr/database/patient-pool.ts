import type { MysqlPool, MysqlPoolConnection } from 'kysely';
import { type Connection, createConnection, type Pool, type PoolConnection } from 'mysql2';

export type PatienceOptions = {
  url: string;
  /** A statement that the server leaves unanswered for so long ends its connection. */
  answerLimitMs: number;
};

const killLimitMs = 3000;

/**
 * The pool, as kysely needs it. A server that says nothing, because it hangs or the network lost
 * the connection without a word, keeps nobody waiting for longer than the limit: the connection is
 * given up, and the server is told over another one to end it, with the locks that it holds.
 * Whether the statement happened is unknown then, as after any other loss of a connection.
 */
export function patientPool(pool: Pool, options: PatienceOptions): MysqlPool {
  // kysely knows a connection by its object.
  const known = new WeakMap<PoolConnection, MysqlPoolConnection>();
  return {
    getConnection(callback) {
      pool.getConnection((error, connection) => {
        if (error) return callback(error, undefined as never);
        const patient = known.get(connection) ?? makePatient(connection, options);
        known.set(connection, patient);
        callback(null, patient);
      });
    },
    end: (callback) => pool.end(callback),
  };
}

function makePatient(connection: PoolConnection, options: PatienceOptions): MysqlPoolConnection {
  return {
    config: connection.config,
    threadId: connection.threadId,
    connect: (callback) => connection.connect(callback),
    destroy: () => connection.destroy(),
    release: () => connection.release(),
    query(sql, values: unknown[], callback) {
      const timer = setTimeout(() => giveUp(connection, options), options.answerLimitMs);
      return connection.query(sql, values, (error, result) => {
        clearTimeout(timer);
        callback?.(error, result as never);
      });
    },
  };
}

function giveUp(connection: PoolConnection, { url, answerLimitMs }: PatienceOptions): void {
  const message = `The database left a statement unanswered for ${answerLimitMs} ms.`;
  cut(connection, Object.assign(new Error(message), { code: 'ETIMEDOUT' }));
  endThread(url, connection.threadId);
}

/** At once and without a farewell, which nobody would hear. */
function cut(connection: Connection, error?: Error): void {
  const { stream } = connection as Connection & { stream: { destroy: (why?: Error) => void } };
  stream.destroy(error);
}

/** Whoever owns a thread may end it. What does not answer now either is left to the server. */
function endThread(uri: string, threadId: number): void {
  const connection = createConnection({ uri, connectTimeout: killLimitMs });
  const timer = setTimeout(() => cut(connection), killLimitMs);
  connection.on('error', () => clearTimeout(timer));
  connection.query('KILL ?', [threadId], () => {
    clearTimeout(timer);
    cut(connection);
  });
}

import { Kysely } from 'kysely';
import { createPool } from 'mysql2';
import type { Log } from '../../internal/log/log.ts';
import { patientPool } from './patient-pool.ts';
import type { Tables } from './tables.ts';
import { TracedDialect } from './traced-dialect.ts';

/** `log` hears what failed after a commit, when nobody waits for an error any more. */
export type Database = Kysely<Tables> & { readonly log?: Log };

export type OpenDatabaseOptions = {
  url: string;
  connections: number;
  /** How long a statement may wait for a lock before error 1205; 5 when not given. */
  lockWaitSeconds?: number;
  /** How long a query may run; as long as it likes when not given. */
  statementLimitMs?: number;
  /**
   * For `transactInTrips` alone: statements may go together, and whatever runs is a transaction,
   * without a statement that begins it.
   */
  together?: boolean;
  log?: Log;
};

const connectTimeoutMs = 3000;
/** After error 1205 the transaction is run again. */
const usualLockWaitSeconds = 5;
/** What the server may take for a statement beyond its wait for locks. */
const workMs = 4000;
/** A transaction that its process forgot is ended, with its locks. */
const idleTransactionSeconds = 10;
/** A connection that nobody uses is asked whether it lives (TCP keep-alive). */
const keepAliveMs = 10_000;

/**
 * A pool of its own for each bulkhead. Every connection speaks UTC, strict SQL and READ COMMITTED,
 * the same on MariaDB and MySQL.
 */
export function openDatabase(options: OpenDatabaseOptions): Database {
  const pool = createPool({
    uri: options.url,
    connectionLimit: options.connections,
    waitForConnections: true,
    queueLimit: 1000,
    connectTimeout: connectTimeoutMs,
    enableKeepAlive: true,
    keepAliveInitialDelay: keepAliveMs,
    timezone: 'Z',
    charset: 'utf8mb4_bin',
    supportBigNumbers: true,
    jsonStrings: true,
    multipleStatements: options.together ?? false,
  });
  const statements = sessionStatements(options);
  pool.on('connection', (connection) => {
    for (const statement of statements) connection.query(statement, () => undefined);
  });
  const { url, lockWaitSeconds = usualLockWaitSeconds } = options;
  const patient = patientPool(pool, { url, answerLimitMs: lockWaitSeconds * 1000 + workMs });
  const db = new Kysely<Tables>({ dialect: new TracedDialect({ pool: patient }) });
  return Object.assign(db, { log: options.log });
}

const sqlModes = [
  'STRICT_ALL_TABLES',
  'NO_ZERO_DATE',
  'NO_ZERO_IN_DATE',
  'ERROR_FOR_DIVISION_BY_ZERO',
  'NO_ENGINE_SUBSTITUTION',
];

/** As few as may be, for each costs a new connection a round trip. */
function sessionStatements(options: OpenDatabaseOptions): string[] {
  const { lockWaitSeconds = usualLockWaitSeconds, statementLimitMs: limitMs } = options;
  const usual = [
    `sql_mode = '${sqlModes.join(',')}'`,
    "time_zone = '+00:00'",
    `innodb_lock_wait_timeout = ${lockWaitSeconds}`,
  ];
  if (options.together) usual.push('autocommit = 0');
  // Each kind of server refuses the other's, which nobody minds.
  const mariadb = [`idle_transaction_timeout = ${idleTransactionSeconds}`];
  const mysql: string[] = [];
  if (limitMs !== undefined) {
    mariadb.push(`max_statement_time = ${limitMs / 1000}`);
    mysql.push(`max_execution_time = ${limitMs}`);
  }
  const sets = [usual, mariadb, mysql].filter((parts) => parts.length > 0);
  return [
    'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
    ...sets.map((parts) => `SET SESSION ${parts.join(', ')}`),
  ];
}

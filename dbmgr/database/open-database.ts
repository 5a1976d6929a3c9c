import { Kysely } from 'kysely';
import { createPool } from 'mysql2';
import type { Tables } from './tables.ts';
import { TracedDialect } from './traced-dialect.ts';

export type Database = Kysely<Tables>;

export type OpenDatabaseOptions = {
  url: string;
  connections: number;
  /** How long a statement may wait for a lock before error 1205; 5 when not given. */
  lockWaitSeconds?: number;
  /** How long a query may run; as long as it likes when not given. */
  statementLimitMs?: number;
};

const connectTimeoutMs = 3000;
/** After error 1205 the transaction is run again. */
const usualLockWaitSeconds = 5;

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
    timezone: 'Z',
    charset: 'utf8mb4_bin',
    supportBigNumbers: true,
    jsonStrings: true,
    multipleStatements: false,
  });
  const statements = [...sessionStatements, ...limitStatements(options)];
  pool.on('connection', (connection) => {
    for (const statement of statements) connection.query(statement, () => undefined);
  });
  return new Kysely<Tables>({ dialect: new TracedDialect({ pool }) });
}

const sqlModes = [
  'STRICT_ALL_TABLES',
  'NO_ZERO_DATE',
  'NO_ZERO_IN_DATE',
  'ERROR_FOR_DIVISION_BY_ZERO',
  'NO_ENGINE_SUBSTITUTION',
];

const sessionStatements = [
  `SET SESSION sql_mode = '${sqlModes.join(',')}'`,
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  "SET SESSION time_zone = '+00:00'",
];

function limitStatements(options: OpenDatabaseOptions): string[] {
  const { lockWaitSeconds = usualLockWaitSeconds, statementLimitMs } = options;
  const lockWait = `SET SESSION innodb_lock_wait_timeout = ${lockWaitSeconds}`;
  if (statementLimitMs === undefined) return [lockWait];
  // Each kind of server knows one of the two and refuses the other, which nobody minds.
  return [
    lockWait,
    `SET SESSION max_statement_time = ${statementLimitMs / 1000}`,
    `SET SESSION max_execution_time = ${statementLimitMs}`,
  ];
}

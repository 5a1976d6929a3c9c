import { Kysely, MysqlDialect } from 'kysely';
import { createPool } from 'mysql2';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;

export type OpenDatabaseOptions = { url: string; connections: number };

const connectTimeoutMs = 3000;
/** Rows a statement may wait for a lock before error 1205; the transaction is then run again. */
const lockWaitSeconds = 5;

/**
 * A pool of its own for each bulkhead. Every connection speaks UTC, strict SQL and READ COMMITTED, the
 * same on MariaDB and MySQL.
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
  pool.on('connection', (connection) => {
    for (const statement of sessionStatements) connection.query(statement, () => undefined);
  });
  return new Kysely<Tables>({ dialect: new MysqlDialect({ pool }) });
}

const sessionStatements = [
  `SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'`,
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  "SET SESSION time_zone = '+00:00'",
  `SET SESSION innodb_lock_wait_timeout = ${lockWaitSeconds}`,
];

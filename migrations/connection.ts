import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { PersonError } from '../internal/process/person-error.ts';
import { isRecentEnough, oldestVersion, type ServerVersion } from '../internal/servers/versions.ts';
import { presentServerError } from './present-error.ts';

export type Row = Record<string, unknown>;

/** One connection that runs one statement at a time. */
export type Session = AsyncDisposable & {
  /** Runs a statement; `values` replace its `?`s, escaped. */
  run(sql: string, values?: unknown[]): Promise<Row[]>;
};

/** Called with each statement before it runs. */
export type Interrupt = (sql: string, values?: unknown[]) => void;

const connectTimeoutMs = 5000;
const names = { mariadb: 'MariaDB', mysql: 'MySQL' } as const;

/**
 * Connects and refuses servers that are too old. Every failure that a person can mend comes as a
 * PersonError that names `setting`. `interrupt` is called before each statement.
 */
export async function openSession(
  setting: string,
  url: string,
  interrupt: Interrupt = () => undefined,
): Promise<Session> {
  const connection = await connect(setting, url);
  const session: Session = {
    async run(sql, values) {
      interrupt(sql, values);
      try {
        const [rows] = await connection.query<RowDataPacket[]>(sql, values);
        return Array.isArray(rows) ? rows : [];
      } catch (error) {
        throw presentServerError(setting, error);
      }
    },
    async [Symbol.asyncDispose]() {
      await connection.end().catch(() => connection.destroy());
    },
  };
  try {
    await refuseOldServer(setting, session);
    await session.run(
      "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00'",
    );
    return session;
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

async function connect(setting: string, url: string): Promise<Connection> {
  try {
    const options = { uri: url, connectTimeout: connectTimeoutMs, timezone: 'Z' };
    return await createConnection({ ...options, charset: 'utf8mb4_bin', supportBigNumbers: true });
  } catch (error) {
    throw presentServerError(setting, error);
  }
}

async function refuseOldServer(setting: string, session: Session): Promise<void> {
  const [row] = await session.run('SELECT VERSION() AS version');
  const server = readVersion(String(row?.version));
  if (isRecentEnough(server)) return;
  const needed = `${names[server.flavour]} ${oldestVersion(server.flavour)} or newer is needed`;
  throw new PersonError(`The server at ${setting} is ${server.version}: ${needed}.`);
}

/** `10.11.6-MariaDB-0+deb12u1` or `8.4.3`; MariaDB may say `5.5.5-` first for old clients. */
export function readVersion(text: string): ServerVersion & { flavour: keyof typeof names } {
  const flavour = /mariadb/i.test(text) ? 'mariadb' : 'mysql';
  const found = /(\d+\.\d+\.\d+)/.exec(text.replace(/^5\.5\.5-/, ''));
  return { flavour, version: found?.[1] ?? '0.0.0' };
}

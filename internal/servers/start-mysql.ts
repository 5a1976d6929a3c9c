import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import type { ServerBinary } from './binaries.ts';
import { fillMysql } from './fill-mysql.ts';
import { freePorts } from './free-port.ts';
import { mysqlPlaces, runOptions } from './mysql-options.ts';
import { spawnServer, waitUntilReady } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';

const host = '127.0.0.1';

export type MysqlOptions = {
  binary: ServerBinary;
  /** Where data and socket go; made when missing. */
  folder: string;
  /** root's password; it holds from this start on, whatever it was before. Letters and digits. */
  rootPassword: string;
  /** Password of `migrate`, who may do anything in the schemas named here; no such user without. */
  migrate?: { password: string; schemas: string[] };
  logFile: string;
  /** A free one is taken when not given. */
  port?: number;
  /** False for data that nobody misses after a power cut; true when not given. */
  isDurable?: boolean;
  /** False starts the server without waiting for it: await `ready()`. */
  waitForReady?: boolean;
};

export type MysqlServer = ServerProcess &
  AsyncDisposable & {
    host: string;
    port: number;
    /** Path of the unix socket, or null when it would have been too long. */
    socket: string | null;
    /** `mysql://root:<password>@127.0.0.1:<port>` */
    rootUrl: string;
    /** `mysql://<user>:<password>@127.0.0.1:<port>[/<schema>]` */
    urlFor: (user: string, password: string, schema?: string) => string;
    /** Resolves when root can sign in; throws when the server ends before. */
    ready: () => Promise<void>;
  };

/**
 * Starts a private MariaDB or MySQL on loopback over the data in `folder`, which is made the first
 * time, and waits until root can sign in. Disposing it stops it; the data stays.
 */
export async function startMysql(options: MysqlOptions): Promise<MysqlServer> {
  const { binary, logFile, rootPassword } = options;
  const places = mysqlPlaces(options.folder);
  await mkdir(places.tmpDir, { recursive: true, mode: 0o700 });
  await fillMysql(binary, places, logFile);
  const port = options.port ?? (await freePorts(1, host))[0]!;
  const initFile = join(options.folder, 'accounts.sql');
  await rm(initFile, { force: true });
  await writeFile(initFile, accounts(options), { mode: 0o600 });
  const { isDurable = true } = options;
  const args = [...runOptions(binary, places, { port, isDurable }), `--init-file=${initFile}`];
  const server = await spawnServer(binary, args, { logFile, cwd: options.folder });
  const urlFor = (user: string, password: string, schema?: string) =>
    mysqlUrl(port, user, password, schema);
  const rootUrl = urlFor('root', rootPassword);
  const ready = async () => {
    await waitUntilReady(server, () => answers(rootUrl), { name: 'the database server', logFile });
    await rm(initFile, { force: true });
  };
  if (options.waitForReady !== false) await ready();
  return {
    ...server,
    host,
    port,
    socket: places.socket,
    rootUrl,
    urlFor,
    ready,
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

/**
 * The server runs these before it accepts connections, one statement a line: the only account left
 * of those that come with a new data folder is root, with a password, here and over the socket.
 */
function accounts({ rootPassword, migrate }: MysqlOptions): string {
  const root = ['localhost', '127.0.0.1'].flatMap((host) => [
    ...account('root', host, rootPassword),
    `GRANT ALL PRIVILEGES ON *.* TO 'root'@'${host}' WITH GRANT OPTION;`,
  ]);
  if (!migrate) return `${root.join('\n')}\n`;
  const migrations = [
    ...account('migrate', '127.0.0.1', migrate.password),
    "GRANT CREATE USER ON *.* TO 'migrate'@'127.0.0.1';",
    ...migrate.schemas.map((schema) => {
      // In a grant, `_` stands for any letter unless it is escaped.
      const name = schema.replaceAll('_', '\\_');
      return `GRANT ALL PRIVILEGES ON \`${name}\`.* TO 'migrate'@'127.0.0.1' WITH GRANT OPTION;`;
    }),
  ];
  return `${[...root, ...migrations].join('\n')}\n`;
}

function account(user: string, from: string, password: string): string[] {
  if (!/^[A-Za-z0-9]{16,}$/.test(password)) throw new Error(`${user} needs a generated password`);
  return [
    `CREATE USER IF NOT EXISTS '${user}'@'${from}' IDENTIFIED BY '${password}';`,
    `ALTER USER '${user}'@'${from}' IDENTIFIED BY '${password}';`,
  ];
}

/** An address of a private server, for one of its users. */
export function mysqlUrl(port: number, user: string, password: string, schema = ''): string {
  const path = schema && `/${schema}`;
  return `mysql://${user}:${encodeURIComponent(password)}@${host}:${port}${path}`;
}

async function answers(url: string): Promise<boolean> {
  const connection = await createConnection({ uri: url, connectTimeout: 2_000 });
  await connection.query('SELECT 1');
  await connection.end();
  return true;
}

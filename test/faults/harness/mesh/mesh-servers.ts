import { join, resolve } from 'node:path';
import { runMigrate } from '../../../../cmd/up/run-migrate.ts';
import type { Credentials } from '../../../../internal/home/credentials.ts';
import type { Home } from '../../../../internal/home/open-home.ts';
import type { ServerBinaries } from '../../../../internal/servers/binaries.ts';
import { obtainServers } from '../../../../internal/servers/obtain-servers.ts';
import { type MysqlUrls, privateMysqlUrls } from '../../../../internal/servers/private-mysql.ts';
import { startPrivateMysql } from '../../../../internal/servers/private-mysql.ts';
import { silent } from '../../../../internal/servers/progress.ts';
import { type NatsPorts, startNats } from '../../../../internal/servers/start-nats.ts';
import { type MeshProcess, startProcess } from './mesh-process.ts';

const root = join(import.meta.dirname, '../../../..');

/** The servers of this checkout, fetched when they are not there yet. */
function findBinaries(): Promise<ServerBinaries> {
  const home = resolve(root, process.env.NATTER_HOME ?? '.natter');
  const folder = process.env.TEST_SERVERS ?? join(home, 'servers');
  return obtainServers({ folder, progress: silent, wanted: { nats: true, mysql: true } });
}

export type ServerOptions = {
  home: Home;
  credentials: Credentials;
  pidsFolder: string;
  nats: NatsPorts;
  mysqlPort: number;
  onStarted: (one: MeshProcess) => void;
  /** The checkout that makes the schema. */
  tree?: string | undefined;
};

/** Starts both servers, each with data of its own, and makes the schemas. */
export async function startServers(options: ServerOptions): Promise<MysqlUrls> {
  const binaries = await findBinaries();
  const { credentials, mysqlPort, onStarted } = options;
  await Promise.all([
    startMeshNats(options, binaries).then(onStarted),
    startMeshMysql(options, binaries).then(onStarted),
  ]);
  const urls = privateMysqlUrls(mysqlPort, credentials);
  await makeSchema(options, options.tree);
  return urls;
}

/** Brings the schema to the version of a checkout, of this one when none is named. */
export async function makeSchema(
  { home, credentials, mysqlPort }: Pick<ServerOptions, 'home' | 'credentials' | 'mysqlPort'>,
  tree = root,
): Promise<void> {
  const { migrate, dbmgr, web } = privateMysqlUrls(mysqlPort, credentials);
  const urls = { MIGRATE_MYSQL_URL: migrate, MYSQL_URL: dbmgr, SESSION_MYSQL_URL: web };
  await runMigrate({
    script: join(tree, 'cmd/migrate.ts'),
    args: ['--reset-passwords'],
    env: { PATH: process.env.PATH, ...urls },
    logFile: join(home.logs, 'migrate.log'),
    signal: new AbortController().signal,
  });
}

/** A nats-server that comes back on the same ports with the same store. */
function startMeshNats(options: ServerOptions, binaries: ServerBinaries): Promise<MeshProcess> {
  const { home, credentials, pidsFolder, nats: ports } = options;
  const logFile = join(home.logs, 'nats.log');
  const launch = () =>
    startNats({
      binary: binaries.nats!,
      folder: home.nats,
      users: credentials.nats,
      logFile,
      ports,
      waitForReady: false,
    });
  return startProcess({ name: 'nats', kind: 'nats', logFile, pidsFolder, launch });
}

/** A MariaDB or MySQL that comes back on the same port with the same data. */
function startMeshMysql(options: ServerOptions, binaries: ServerBinaries): Promise<MeshProcess> {
  const { home, credentials, pidsFolder, mysqlPort: port } = options;
  const rest = { port, waitForReady: false };
  return startProcess({
    name: 'mysql',
    kind: 'mysql',
    logFile: join(home.logs, 'mysql.log'),
    pidsFolder,
    launch: () => startPrivateMysql(home, credentials, binaries.mysql!, rest),
  });
}

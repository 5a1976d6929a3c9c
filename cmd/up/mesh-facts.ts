import type { Credentials } from '../../internal/home/credentials.ts';
import type { Home } from '../../internal/home/open-home.ts';
import type { RunFile } from '../../internal/home/run-file.ts';
import { privateMysqlUrls, schemas } from '../../internal/servers/private-mysql.ts';
import type { MeshFacts } from './child-env.ts';
import { pidsOf } from './drain.ts';
import type { Running } from './drain.ts';
import type { Counts } from './read-options.ts';
import type { Environment } from './read-environment.ts';
import type { PrivateMysql, PrivateNats } from './start-servers.ts';

/** Everything that is known once the servers run. */
export type Started = {
  home: Home;
  environment: Environment;
  counts: Counts;
  credentials: Credentials;
  /** Empty when NATS_URL names external ones. */
  nats: PrivateNats[];
  /** Undefined when MYSQL_URL names an external one. */
  mysql: PrivateMysql | undefined;
  metricsPort: number;
};

/** What the processes are told: addresses of private servers, or those that the person gave. */
export function meshFacts({
  home,
  environment,
  counts,
  credentials,
  ...servers
}: Started): MeshFacts {
  const urls = mysqlUrls(environment, servers.mysql, credentials);
  return {
    home: home.folder,
    natsUrls: environment.NATS_URL ?? servers.nats.map(({ url }) => url),
    natsUsersFile: environment.NATS_USERS ?? home.natsUsersFile,
    ...urls,
    webPort: environment.WEB_PORT,
    relayPort: environment.RELAY_PORT,
    relayUrls: [localUrl(environment.HOST, environment.RELAY_PORT)],
    sessionSecret: environment.SESSION_SECRET?.join(',') ?? credentials.sessionSecret,
    tokenKey: environment.TOKEN_KEY ?? credentials.tokenKey,
    relaySecret: environment.RELAY_SECRET ?? credentials.relaySecret,
    filesSecret: environment.FILES_SECRET ?? credentials.filesSecret,
    courier: {
      PUSH_KEY: environment.PUSH_KEY ?? credentials.pushKey,
      SMTP_URL: environment.SMTP_URL,
    },
    s3Keys: {
      S3_ACCESS_KEY_ID: environment.S3_ACCESS_KEY_ID,
      S3_SECRET_ACCESS_KEY: environment.S3_SECRET_ACCESS_KEY,
    },
    sharesPort: { web: counts.webs > 1, relay: counts.relays > 1 },
  };
}

type MysqlFacts = Pick<MeshFacts, 'mysqlUrl' | 'sessionMysqlUrl' | 'migrateMysqlUrl'>;

function mysqlUrls(
  environment: Environment,
  mysql: PrivateMysql | undefined,
  credentials: Credentials,
): MysqlFacts {
  const external = environment.MYSQL_URL;
  if (external === undefined) {
    const urls = privateMysqlUrls(mysql!.port, credentials);
    return { mysqlUrl: urls.dbmgr, sessionMysqlUrl: urls.web, migrateMysqlUrl: urls.migrate };
  }
  const truth = new URL(external);
  if (truth.pathname.length <= 1) truth.pathname = `/${schemas.truth}`;
  const sessions = new URL(truth);
  sessions.pathname = `${truth.pathname}_sessions`;
  return {
    mysqlUrl: truth.href,
    sessionMysqlUrl: environment.SESSION_MYSQL_URL ?? sessions.href,
    migrateMysqlUrl: environment.MIGRATE_MYSQL_URL ?? truth.href,
  };
}

/** Where something that listens on `host` answers on this machine. */
export function localUrl(host: string, port: number): string {
  const address = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** What run.json says of the mesh as it is now. */
export function describeRun(started: Started, facts: MeshFacts, running: Running): RunFile {
  const { environment, credentials, nats, mysql, metricsPort } = started;
  const isNatsExternal = environment.NATS_URL !== undefined;
  const database = new URL(facts.mysqlUrl);
  const bots = running.bots.map((bot) => [bot.name, [bot.instance()?.pid ?? []].flat()] as const);
  const { root, dbmgr, web } = credentials.mysql;
  return {
    web: { url: localUrl(environment.HOST, environment.WEB_PORT), pids: pidsOf(running, 'web') },
    relay: { urls: facts.relayUrls, pids: pidsOf(running, 'relay') },
    dbmgr: { pids: pidsOf(running, 'dbmgr') },
    files: { pids: pidsOf(running, 'files') },
    courier: { pids: pidsOf(running, 'courier') },
    bots: Object.fromEntries(bots),
    nats: {
      urls: facts.natsUrls,
      pids: isNatsExternal ? null : pidsOf(running, 'nats'),
      monitor: isNatsExternal ? null : nats.map(({ monitor }) => monitor),
    },
    mysql: {
      host: database.hostname,
      port: Number(database.port || 3306),
      socket: mysql?.socket ?? null,
      pids: mysql ? pidsOf(running, 'mysql') : null,
    },
    credentials: {
      nats: isNatsExternal ? null : credentials.nats,
      mysql: mysql ? { root, dbmgr, web } : null,
    },
    database: database.pathname.slice(1),
    metrics: `http://127.0.0.1:${metricsPort}/metrics`,
  };
}

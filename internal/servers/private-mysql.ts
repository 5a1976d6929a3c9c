import { join } from 'node:path';
import type { Credentials } from '../home/credentials.ts';
import type { Home } from '../home/open-home.ts';
import type { ServerBinary } from './binaries.ts';
import { mysqlUrl, startMysql } from './start-mysql.ts';
import type { MysqlServer } from './start-mysql.ts';

/** The schemas on a private server: the truth, and web's sessions. */
export const schemas = { truth: 'natter', sessions: 'natter_sessions' } as const;

export type MysqlUrls = { migrate: string; dbmgr: string; web: string };

/** Starts the home's own database server; its log is `logs/mysql.log`. */
export function startPrivateMysql(
  home: Home,
  credentials: Credentials,
  binary: ServerBinary,
  rest: { port?: number; waitForReady?: boolean } = {},
): Promise<MysqlServer> {
  return startMysql({
    binary,
    folder: home.mysql,
    rootPassword: credentials.mysql.root,
    migrate: { password: credentials.mysql.migrate, schemas: Object.values(schemas) },
    logFile: join(home.logs, 'mysql.log'),
    ...rest,
  });
}

/** The address of each user's schema on a private server. */
export function privateMysqlUrls(port: number, { mysql }: Pick<Credentials, 'mysql'>): MysqlUrls {
  return {
    migrate: mysqlUrl(port, 'migrate', mysql.migrate, schemas.truth),
    dbmgr: mysqlUrl(port, 'dbmgr', mysql.dbmgr, schemas.truth),
    web: mysqlUrl(port, 'web', mysql.web, schemas.sessions),
  };
}

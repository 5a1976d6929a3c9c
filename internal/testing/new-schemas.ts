import { createPool, type RowDataPacket } from 'mysql2/promise';
import { inject } from 'vitest';
import { captureLog } from './captured-log.ts';
import './run-facts.ts';
import { migrate, type MigrateOptions } from '../../migrations/migrate.ts';

/** A pair of schemas that do not exist yet, with names of users who do not either. */
export type NewSchemas = AsyncDisposable & {
  main: string;
  sessions: string;
  users: { dbmgr: string; web: string };
  urls: Pick<MigrateOptions, 'migrateUrl' | 'mainUrl' | 'sessionUrl'>;
  migrate: (options?: Partial<MigrateOptions>) => Promise<void>;
  /** Rows as root. */
  sql: (statement: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;
  /** The server's address for another account and schema. */
  urlOf: (user: string, password: string, schema: string) => string;
  logged: () => string;
};

let made = 0;

export function nameNewSchemas(): NewSchemas {
  const facts = inject('facts');
  const tag = `${facts.run}_${process.pid}_m${++made}`;
  const main = `natter_${tag}`;
  const sessions = `${main}_sessions`;
  const users = { dbmgr: `d_${tag}`, web: `w_${tag}` };
  const urlOf = (user: string, password: string, schema: string) => {
    const url = new URL(facts.mysqlUrl);
    [url.username, url.password, url.pathname] = [user, password, schema && `/${schema}`];
    return url.href;
  };
  const urls = {
    migrateUrl: facts.mysqlUrl,
    mainUrl: urlOf(users.dbmgr, 'the-password-of-dbmgr', main),
    sessionUrl: urlOf(users.web, 'the-password-of-web', sessions),
  };
  const root = createPool({ uri: facts.mysqlUrl, connectionLimit: 2 });
  const log = captureLog();
  const sql: NewSchemas['sql'] = async (statement, values = []) => {
    const [rows] = await root.query<RowDataPacket[]>(statement, values);
    return Array.isArray(rows) ? rows : [];
  };
  return {
    main,
    sessions,
    users,
    urls,
    sql,
    urlOf,
    logged: log.text,
    migrate: (options) => migrate({ ...urls, log: log.logOf('migrate'), ...options }),
    async [Symbol.asyncDispose]() {
      for (const schema of [main, sessions]) await sql('DROP DATABASE IF EXISTS ??', [schema]);
      for (const user of Object.values(users)) await sql("DROP USER IF EXISTS ?@'%'", [user]);
      await root.end();
    },
  };
}

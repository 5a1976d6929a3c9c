import { createPool, type RowDataPacket } from 'mysql2/promise';
import { migrate } from '../../migrations/migrate.ts';
import type { Log } from '../log/log.ts';
import type { Canaries } from './canaries.ts';
import type { RunFacts } from './run-facts.ts';

/** A pair of schemas of its own, migrated, with the accounts that the product has. */
export type TestDatabase = AsyncDisposable & {
  schemas: { main: string; sessions: string };
  /** Rows of a statement as root in the main schema; none when it is no SELECT. */
  sql: Sql;
  /** As dbmgr, web and migrations have them, and root's; each with its schema. */
  urls: { main: string; sessions: string; migrate: string; root: string };
};

export type Sql = <Row extends object = Record<string, unknown>>(
  statement: string,
  values?: unknown[],
) => Promise<Row[]>;

let made = 0;

export async function openTestDatabase(
  facts: RunFacts,
  canaries: Canaries,
  log: Log,
): Promise<TestDatabase> {
  const tag = `${facts.run}_${process.pid}_${++made}`;
  const schemas = { main: `natter_${tag}`, sessions: `natter_${tag}_sessions` };
  const users = { dbmgr: `d_${tag}`, web: `w_${tag}` };
  const password = canaries.password();
  const urlOf = (user: string | null, schema: string) => {
    const url = new URL(facts.mysqlUrl);
    if (user) [url.username, url.password] = [user, password];
    url.pathname = `/${schema}`;
    return url.href;
  };
  const urls = {
    main: urlOf(users.dbmgr, schemas.main),
    sessions: urlOf(users.web, schemas.sessions),
    migrate: urlOf(null, schemas.main),
    root: urlOf(null, schemas.main),
  };
  await migrate({ migrateUrl: urls.migrate, mainUrl: urls.main, sessionUrl: urls.sessions, log });
  const root = createPool({ uri: urls.root, connectionLimit: 4, timezone: 'Z' });
  return {
    schemas,
    urls,
    sql: async <Row extends object>(statement: string, values: unknown[] = []) => {
      const [rows] = await root.query<RowDataPacket[]>(statement, values);
      return (Array.isArray(rows) ? rows : []) as unknown as Row[];
    },
    async [Symbol.asyncDispose]() {
      for (const schema of Object.values(schemas)) await root.query('DROP DATABASE ??', [schema]);
      for (const user of Object.values(users)) await root.query("DROP USER ?@'%'", [user]);
      await root.end();
    },
  };
}

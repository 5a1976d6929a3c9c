import { createPool, type Pool, type RowDataPacket } from 'mysql2/promise';
import { openSession } from '../../migrations/connection.ts';
import { migrate } from '../../migrations/migrate.ts';
import { quoteName } from '../../migrations/schemas.ts';
import { seed } from '../../migrations/seed.ts';
import type { Log } from '../log/log.ts';
import type { RunFacts } from './run-facts.ts';

/** Two schemas with the accounts that the product has, migrated and as empty as new ones. */
export type MigratedSchemas = {
  main: string;
  sessions: string;
  users: { dbmgr: string; web: string };
  /** Of both users. */
  password: string;
  /** Tables by their full names, and how many steps made them: a test may have changed that. */
  shape: Shape;
};

type Shape = { tables: string[]; steps: string };

/** Emptying these row by row takes longer than making them anew. */
const manyRows = 2000;
/** Rows have numbers from 1 on in every test. */
const numbered = ['audit', 'shifts'];

let made = 0;

export async function migrateSchemas(
  facts: RunFacts,
  password: string,
  log: Log,
): Promise<MigratedSchemas> {
  const tag = `${facts.run}_${process.pid}_${++made}`;
  const [main, sessions] = [`natter_${tag}`, `natter_${tag}_sessions`];
  const users = { dbmgr: `d_${tag}`, web: `w_${tag}` };
  const options = {
    migrateUrl: urlFor(facts, main),
    mainUrl: urlFor(facts, main, users.dbmgr, password),
    sessionUrl: urlFor(facts, sessions, users.web, password),
  };
  await migrate({ ...options, log });
  const root = openRoot(facts, main);
  const shape = await readShape(root, { main, sessions });
  await root.end();
  return { main, sessions, users, password, shape };
}

/** Connections as root, each for several statements at once. */
export function openRoot(facts: RunFacts, schema: string): Pool {
  const uri = urlFor(facts, schema);
  return createPool({ uri, connectionLimit: 4, timezone: 'Z', multipleStatements: true });
}

/** The server's address for root, or another user. */
export function urlFor(facts: RunFacts, schema: string, user?: string, password = ''): string {
  const url = new URL(facts.mysqlUrl);
  if (user !== undefined) [url.username, url.password] = [user, password];
  url.pathname = `/${schema}`;
  return url.href;
}

/** Leaves what a fresh install has; false when somebody changed more than rows. */
export async function emptySchemas(
  facts: RunFacts,
  root: Pool,
  schemas: MigratedSchemas,
): Promise<boolean> {
  const { main, shape } = schemas;
  const now = await readShape(root, schemas);
  if (JSON.stringify(now) !== JSON.stringify(shape)) return false;
  const tables = shape.tables.filter((table) => !table.endsWith('`.`migrations`'));
  const counts = tables.map(
    (table) => `(SELECT COUNT(*) FROM (SELECT 1 FROM ${table} LIMIT ${manyRows}) some)`,
  );
  const [[row]] = await root.query<RowDataPacket[][]>({
    sql: `SELECT ${counts.join(', ')}`,
    rowsAsArray: true,
  });
  const empty = tables.flatMap((table, place) => {
    const count = Number(row![place]);
    if (count === 0) return [];
    return count < manyRows ? [`DELETE FROM ${table}`, ...recount(table)] : [`TRUNCATE ${table}`];
  });
  const unchecked = ['SET foreign_key_checks = 0', ...empty, 'SET foreign_key_checks = 1'];
  await root.query(unchecked.join('; '));
  await using session = await openSession('MIGRATE_MYSQL_URL', urlFor(facts, main));
  await seed(session);
  return true;
}

function recount(table: string): string[] {
  const isNumbered = numbered.some((name) => table.endsWith(`.\`${name}\``));
  return isNumbered ? [`ALTER TABLE ${table} AUTO_INCREMENT = 1`] : [];
}

export async function dropSchemas(root: Pool, schemas: MigratedSchemas): Promise<void> {
  const { main, sessions, users } = schemas;
  for (const schema of [main, sessions]) await root.query('DROP DATABASE ??', [schema]);
  for (const user of Object.values(users)) await root.query("DROP USER ?@'%'", [user]);
}

async function readShape(
  root: Pool,
  { main, sessions }: Pick<MigratedSchemas, 'main' | 'sessions'>,
): Promise<Shape> {
  const [tables] = await root.query<RowDataPacket[]>(
    `SELECT table_schema AS place, table_name AS name FROM information_schema.tables
     WHERE table_schema IN (?, ?) ORDER BY table_schema, table_name`,
    [main, sessions],
  );
  const [steps] = await root.query<RowDataPacket[]>(
    'SELECT COUNT(*) AS ran, MAX(id) AS newest FROM migrations',
  );
  return {
    tables: tables.map((row) => [row.place, row.name].map(String).map(quoteName).join('.')),
    steps: JSON.stringify(steps),
  };
}

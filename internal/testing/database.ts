import type { RowDataPacket } from 'mysql2/promise';
import type { Log } from '../log/log.ts';
import type { Canaries } from './canaries.ts';
import {
  dropSchemas,
  emptySchemas,
  type MigratedSchemas,
  migrateSchemas,
  openRoot,
  urlFor,
} from './migrated-schemas.ts';
import type { RunFacts } from './run-facts.ts';

/** A pair of schemas of its own, migrated, with the accounts that the product has. */
export type TestDatabase = AsyncDisposable & {
  schemas: { main: string; sessions: string };
  /** Rows of a statement as root in the main schema; none when it is no SELECT. */
  sql: Sql;
  /** Statements that belong together, as root in the main schema: one trip, one commit. */
  script: Script;
  /** As dbmgr, web and migrations have them, and root's; each with its schema. */
  urls: { main: string; sessions: string; migrate: string; root: string };
};

export type Sql = <Row extends object = Record<string, unknown>>(
  statement: string,
  values?: unknown[],
) => Promise<Row[]>;

export type Script = (statements: [statement: string, values?: unknown[]][]) => Promise<void>;

/** Tries again what lost against a sweep of dbmgr at the same rows: nothing of it was done. */
async function overtaking<T>(work: () => Promise<T>): Promise<T> {
  for (let left = 3; ; left--) {
    try {
      return await work();
    } catch (error) {
      if (left === 0 || (error as { errno?: number }).errno !== 1213) throw error;
    }
  }
}

/** What stages before left, emptied: to migrate takes ten times as long. */
const spare: MigratedSchemas[] = [];

export async function openTestDatabase(
  facts: RunFacts,
  canaries: Canaries,
  log: Log,
): Promise<TestDatabase> {
  const schemas = spare.pop() ?? (await migrateSchemas(facts, canaries.password(), log));
  const { main, sessions, users } = schemas;
  const root = openRoot(facts, main);
  const password = canaries.note(schemas.password, 'a password');
  return {
    schemas: { main, sessions },
    urls: {
      main: urlFor(facts, main, users.dbmgr, password),
      sessions: urlFor(facts, sessions, users.web, password),
      migrate: urlFor(facts, main),
      root: urlFor(facts, main),
    },
    sql: async <Row extends object>(statement: string, values: unknown[] = []) => {
      const [rows] = await overtaking(() => root.query<RowDataPacket[]>(statement, values));
      return (Array.isArray(rows) ? rows : []) as unknown as Row[];
    },
    async script(statements) {
      const text = ['BEGIN', ...statements.map(([statement]) => statement), 'COMMIT'].join(';\n');
      const values = statements.flatMap(([, own = []]) => own);
      await overtaking(async () => {
        const connection = await root.getConnection();
        try {
          await connection.query(text, values);
          connection.release();
        } catch (error) {
          connection.destroy();
          throw error;
        }
      });
    },
    async [Symbol.asyncDispose]() {
      if (await emptySchemas(facts, root, schemas)) spare.push(schemas);
      else await dropSchemas(root, schemas);
      await root.end();
    },
  };
}

import { createHash } from 'node:crypto';
import { PersonError } from '../internal/process/person-error.ts';
import type { Session } from './connection.ts';
import type { Step } from './step.ts';
import { schemaVersion, steps } from './steps.ts';

/** Schema names by what they hold. */
export type Schemas = Record<Step['schema'], string>;

const lockWaitSeconds = 60;

/** Back-quoted; names were checked when they were read. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** Makes a schema unless it is there; whoever may not make one can still use one that is. */
export async function ensureSchema(session: Session, schema: string): Promise<void> {
  const there = await session.run(
    'SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name = ?',
    [schema],
  );
  if (there.length > 0) return;
  const collation = 'CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';
  await session.run(`CREATE DATABASE IF NOT EXISTS ${quoteName(schema)} ${collation}`);
}

/**
 * Runs `work` while no other run of the migrations touches the same main schema. The lock belongs
 * to the connection, so it cannot outlive a killed run.
 */
export async function withLock(
  session: Session,
  schema: string,
  work: () => Promise<void>,
): Promise<void> {
  const name = `natter-${createHash('sha256').update(schema).digest('hex').slice(0, 40)}`;
  const [row] = await session.run('SELECT GET_LOCK(?, ?) AS got', [name, lockWaitSeconds]);
  if (Number(row?.got) !== 1) {
    throw new PersonError(
      'Another run of the migrations is at work and does not end; wait for it, or stop it.',
    );
  }
  try {
    await work();
  } finally {
    await session.run('SELECT RELEASE_LOCK(?)', [name]).catch(() => undefined);
  }
}

/** Brings one schema to this program's version. Returns the names of the steps that ran. */
export async function runSteps(
  session: Session,
  setting: string,
  kind: Step['schema'],
  schema: string,
): Promise<string[]> {
  const done = await readDone(session, schema);
  const newest = Math.max(0, ...done);
  if (newest > schemaVersion(kind)) throw newerSchema(setting, schema);
  const missing = steps.filter((step) => step.schema === kind && !done.has(step.id));
  await session.run(`USE ${quoteName(schema)}`);
  for (const step of missing) {
    if (!(await wasDone(session, schema, step))) await session.run(step.sql);
    await session.run('INSERT INTO migrations (id, name, applied_at) VALUES (?, ?, ?)', [
      step.id,
      step.name,
      new Date(),
    ]);
  }
  return missing.map((step) => step.name);
}

const nameColumns = { statistics: 'index_name', columns: 'column_name' } as const;

/** By a run that was killed before it could note it. */
async function wasDone(session: Session, schema: string, { unless }: Step): Promise<boolean> {
  if (!unless) return false;
  const [what, name] =
    'index' in unless
      ? (['statistics', unless.index] as const)
      : (['columns', unless.column] as const);
  const there = await session.run(
    `SELECT 1 FROM information_schema.${what}
     WHERE table_schema = ? AND table_name = ? AND ${nameColumns[what]} = ?`,
    [schema, unless.table, name],
  );
  return there.length > 0;
}

async function readDone(session: Session, schema: string): Promise<Set<number>> {
  await session.run(`CREATE TABLE IF NOT EXISTS ${quoteName(schema)}.migrations (
    id INT NOT NULL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    applied_at DATETIME(3) NOT NULL
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  const rows = await session.run(`SELECT id FROM ${quoteName(schema)}.migrations`);
  return new Set(rows.map((row) => Number(row.id)));
}

/** The sentence for data that a newer version of this program has already changed. */
export function newerSchema(setting: string, schema: string): PersonError {
  return new PersonError(
    `The schema ${schema} in ${setting} is of a newer version of Natter: start that version, ` +
      'or restore a backup from before.',
  );
}

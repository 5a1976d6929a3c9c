import { PersonError } from '../../internal/process/person-error.ts';
import { schemaVersion } from '../../migrations/steps.ts';
import type { Database } from './open-database.ts';
import { isConnectionLoss } from './transact.ts';

/**
 * Throws a PersonError that names the setting and says what to do when the main schema is not the
 * one this program was written for, or is not to be reached.
 */
export async function checkSchema(db: Database, setting = 'MYSQL_URL'): Promise<void> {
  if (await isSchemaCurrent(db, setting)) return;
  throw new PersonError(
    `The schema in ${setting} is not of this version of Natter: run the migrations ` +
      '(`node cmd/migrate.ts`).',
  );
}

/** False when it is missing or older; throws as `checkSchema` does when it is newer. */
export async function isSchemaCurrent(db: Database, setting = 'MYSQL_URL'): Promise<boolean> {
  const expected = schemaVersion('main');
  const version = await readVersion(db, setting);
  if (version <= expected) return version === expected;
  throw new PersonError(
    `The schema in ${setting} is of a newer version of Natter: start that version, or restore a ` +
      'backup from before.',
  );
}

async function readVersion(db: Database, setting: string): Promise<number> {
  try {
    const row = await db
      .selectFrom('migrations')
      .select((eb) => eb.fn.max('id').as('version'))
      .executeTakeFirst();
    return row?.version ?? 0;
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    if (code === 'ER_NO_SUCH_TABLE' || code === 'ER_BAD_DB_ERROR') return 0;
    throw presentError(setting, code, error);
  }
}

function presentError(setting: string, code: string, cause: unknown): unknown {
  if (code.startsWith('ER_ACCESS_DENIED') || code === 'ER_DBACCESS_DENIED_ERROR') {
    const advice = 'correct the URL, or run the migrations, which make the user';
    return new PersonError(
      `The database server refuses the user, password or schema in ${setting}: ${advice}.`,
      { cause },
    );
  }
  if (code === 'ENOTFOUND' || isConnectionLoss(cause)) {
    return new PersonError(
      `No database server answers at ${setting}: start it, or correct the URL.`,
      { cause },
    );
  }
  return cause;
}

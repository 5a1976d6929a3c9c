import type { Log } from '../internal/log/log.ts';
import { ensureAccount } from './accounts.ts';
import { type Interrupt, openSession, type Session } from './connection.ts';
import { settleGrants, type Wanted, wantedByDbmgr, wantedByWeb } from './grants.ts';
import { type MysqlAddress, readMysqlAddress, urlWithSchema } from './mysql-address.ts';
import { ensureSchema, runSteps, withLock } from './schemas.ts';
import { seed } from './seed.ts';

export type MigrateOptions = {
  /** MIGRATE_MYSQL_URL: a user that may make schemas, tables, users and grants. */
  migrateUrl: string;
  /** MYSQL_URL: dbmgr's user and the main schema. */
  mainUrl: string;
  /** SESSION_MYSQL_URL: web's user and the sessions' schema. */
  sessionUrl: string;
  log: Log;
  /** Accounts that stand with another password get the one in the URL; for private servers. */
  resetPasswords?: boolean;
  /** Called before each statement of the migrating user; a test may throw here. */
  interrupt?: Interrupt;
};

const defaultSchemas = { main: 'natter', sessions: 'natter_sessions' };

/**
 * Brings both schemas to this program's version, seeds them, and gives dbmgr's and web's users what
 * they need and no more. Every step may run again: a killed run is finished by the next one. Throws
 * a PersonError in one sentence that names the setting for whatever a person must put right.
 */
export async function migrate(options: MigrateOptions): Promise<void> {
  const main = readMysqlAddress('MYSQL_URL', options.mainUrl, defaultSchemas.main);
  const sessions = readMysqlAddress(
    'SESSION_MYSQL_URL',
    options.sessionUrl,
    defaultSchemas.sessions,
  );
  const migrating = readMysqlAddress('MIGRATE_MYSQL_URL', options.migrateUrl, main.schema);
  const setting = options.migrateUrl === options.mainUrl ? 'MYSQL_URL' : migrating.setting;
  const url = urlWithSchema(options.migrateUrl, '');
  await using session = await openSession(setting, url, options.interrupt);
  await withLock(session, main.schema, async () => {
    await ensureSchema(session, sessions.schema);
    await ensureSchema(session, main.schema);
    const ran = [
      ...(await runSteps(session, sessions.setting, 'sessions', sessions.schema)),
      ...(await runSteps(session, main.setting, 'main', main.schema)),
    ];
    await seed(session);
    const tables = await listTables(session, main.schema);
    const users = [
      { address: main, wanted: wantedByDbmgr(tables) },
      { address: sessions, wanted: wantedByWeb() },
    ];
    for (const { address, wanted } of users) {
      if (address.user === migrating.user) warnOfSharedUser(options.log, address);
      else await settleUser(session, options, address, wanted);
    }
    options.log.info({ steps: ran }, ran.length > 0 ? 'migrated' : 'nothing to migrate');
  });
  await check(main, 'stores');
  await check(sessions, 'sessions');
}

async function settleUser(
  session: Session,
  options: MigrateOptions,
  address: MysqlAddress,
  wanted: Wanted,
): Promise<void> {
  const account = await ensureAccount(session, address, options.resetPasswords ?? false);
  const everywhere = await settleGrants(session, account, address, wanted);
  if (everywhere.length === 0) return;
  const { setting, user } = address;
  options.log.warn({ setting, user }, 'this user may do more than it needs; use one of its own');
}

function warnOfSharedUser(log: Log, { setting, user }: MysqlAddress): void {
  log.warn({ setting, user }, 'runs as the migrating user; set MIGRATE_MYSQL_URL to another one');
}

async function listTables(session: Session, schema: string): Promise<string[]> {
  const rows = await session.run(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = ? AND table_type = 'BASE TABLE' ORDER BY table_name`,
    [schema],
  );
  return rows.map((row) => String(row.name));
}

/** A user that cannot see its table is on another server, or was given nothing. */
async function check(address: MysqlAddress, table: string): Promise<void> {
  const url = urlWithSchema(address.url, address.schema);
  await using session = await openSession(address.setting, url);
  await session.run(`SELECT 1 AS one FROM ${table} LIMIT 1`);
}

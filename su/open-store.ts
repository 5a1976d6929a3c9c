import { statSync } from 'node:fs';
import { isSchemaCurrent } from '../dbmgr/database/check-schema.ts';
import { type Database, openDatabase } from '../dbmgr/database/open-database.ts';
import { readSettings } from '../internal/config/read-settings.ts';
import { homeAt, openHome } from '../internal/home/open-home.ts';
import { readRunFile } from '../internal/home/run-file.ts';
import { createLog } from '../internal/log/log.ts';
import { PersonError } from '../internal/process/person-error.ts';
import { borrowMysql } from '../internal/servers/borrow-mysql.ts';
import type { Progress } from '../internal/servers/progress.ts';
import { type MigrateUrls, readMigrateUrls } from '../migrations/migrate-urls.ts';
import { migrate } from '../migrations/migrate.ts';

export type Store = AsyncDisposable & { db: Database };

const names = ['NATTER_HOME', 'MYSQL_URL', 'SESSION_MYSQL_URL', 'MIGRATE_MYSQL_URL'] as const;

/**
 * The database that the mesh of this environment uses: the server that MIGRATE_MYSQL_URL or
 * MYSQL_URL names, else the home's own, started for as long as it is needed when the mesh is down.
 * Its schema is made when it is not there yet.
 */
export async function openStore(
  env: Record<string, string | undefined>,
  progress: Progress,
): Promise<Store> {
  await using stack = new AsyncDisposableStack();
  const settings = readSettings(names, env);
  const isExternal = settings.MYSQL_URL ?? settings.MIGRATE_MYSQL_URL;
  const urls = isExternal
    ? readMigrateUrls(settings)
    : await borrow(stack, settings.NATTER_HOME, progress);
  // The schemas' names are in the main URL; who may change them, in the migrating one.
  const url = new URL(urls.migrateUrl);
  url.pathname = new URL(urls.mainUrl).pathname;
  const db = openDatabase({ url: url.href, connections: 1 });
  stack.defer(() => db.destroy());
  const setting = settings.MIGRATE_MYSQL_URL ? 'MIGRATE_MYSQL_URL' : 'MYSQL_URL';
  if (!(await isSchemaCurrent(db, setting))) {
    await migrate({ ...urls, log: createLog('su', 'silent'), resetPasswords: !isExternal });
  }
  const owned = stack.move();
  return { db, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function borrow(
  stack: AsyncDisposableStack,
  path: string,
  progress: Progress,
): Promise<MigrateUrls> {
  refuseForeignHome(path);
  const home = openHome(path);
  const mysql = stack.use(await borrowMysql(home, 'su', progress));
  if (!mysql.isOwn && readRunFile(home)?.credentials.mysql === null) {
    throw new PersonError(
      'The mesh that runs uses a database of your own: set MYSQL_URL as you did for it.',
    );
  }
  const { migrate: migrateUrl, dbmgr: mainUrl, web: sessionUrl } = mysql.urls;
  return { migrateUrl, mainUrl, sessionUrl };
}

/** root would leave files behind that their owner cannot read. */
function refuseForeignHome(path: string): void {
  const { folder } = homeAt(path);
  const owner = statSync(folder, { throwIfNoEntry: false })?.uid;
  if (owner === undefined || owner === process.getuid?.()) return;
  throw new PersonError(
    `NATTER_HOME (${folder}) belongs to another user: run this command as that user.`,
  );
}

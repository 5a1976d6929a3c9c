import type { Settings } from '../internal/config/settings.ts';
import { PersonError } from '../internal/process/person-error.ts';
import { urlWithSchema } from './mysql-address.ts';

export type MigrateUrls = { migrateUrl: string; mainUrl: string; sessionUrl: string };

const defaultSchema = 'natter';

/**
 * The three URLs; what is not set follows from what is: the migrating user is dbmgr's, or the other
 * way round, and the sessions' schema is the main one's name with `_sessions`.
 */
export function readMigrateUrls(
  settings: Settings<'MIGRATE_MYSQL_URL' | 'MYSQL_URL' | 'SESSION_MYSQL_URL'>,
): MigrateUrls {
  const mainUrl = settings.MYSQL_URL ?? settings.MIGRATE_MYSQL_URL;
  if (mainUrl === undefined) {
    throw new PersonError('MYSQL_URL is not set; set it to mysql://USER:PASSWORD@HOST/SCHEMA.');
  }
  const schema = decodeURIComponent(new URL(mainUrl).pathname.slice(1)) || defaultSchema;
  return {
    migrateUrl: settings.MIGRATE_MYSQL_URL ?? mainUrl,
    mainUrl: urlWithSchema(mainUrl, schema),
    sessionUrl: settings.SESSION_MYSQL_URL ?? urlWithSchema(mainUrl, `${schema}_sessions`),
  };
}

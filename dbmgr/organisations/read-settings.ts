import type { Kysely } from 'kysely';
import { type OrgSettings, orgSettings } from '../../internal/contract/settings.ts';
import type { Tables } from '../database/tables.ts';
import type { Transaction } from '../database/transact.ts';

export type Settings = { version: number; settings: OrgSettings };

/** An organisation's settings; what nobody set is as usual. */
export async function readSettings(db: Kysely<Tables>, org: string): Promise<OrgSettings> {
  return (await readVersion(db, org)).settings;
}

/** The same with the number of the change that made them; 0 when there was none. */
export async function readVersion(db: Kysely<Tables>, org: string): Promise<Settings> {
  return present(await select(db, org).executeTakeFirst());
}

/** The same on a row that stays locked until the transaction ends. */
export async function holdVersion(tx: Transaction, org: string): Promise<Settings> {
  return present(await select(tx, org).forUpdate().executeTakeFirst());
}

function select(db: Kysely<Tables>, org: string) {
  return db.selectFrom('org_settings').where('org_id', '=', org).select(['version', 'settings']);
}

function present(row: { version: number; settings: string } | undefined): Settings {
  const { version, settings } = row ?? { version: 0, settings: '{}' };
  return { version, settings: orgSettings.parse(JSON.parse(settings)) };
}

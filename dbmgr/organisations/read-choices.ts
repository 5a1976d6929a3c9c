import type { SettingsChoices } from '../../internal/contract/organisations.ts';
import type { Database } from '../database/open-database.ts';

/** Settings name at most so many. */
const maxTeams = 200;

/** What the settings of this organisation may name. */
export async function readChoices(db: Database, org: string): Promise<SettingsChoices> {
  const teams = await db
    .selectFrom('teams')
    .where('org_id', '=', org)
    .where('active', '=', 1)
    .select(['id', 'name'])
    .orderBy('name')
    .orderBy('id')
    .limit(maxTeams)
    .execute();
  const automations = await db
    .selectFrom('automations')
    .where('org_id', '=', org)
    .where('active', '=', 1)
    .select(['name', 'title'])
    .orderBy('title')
    .execute();
  return { teams, automations };
}

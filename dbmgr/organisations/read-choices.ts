import type { ExpressionBuilder } from 'kysely';
import type { SettingsChoices } from '../../internal/contract/organisations.ts';
import type { OrgSettings } from '../../internal/contract/settings.ts';
import type { Database } from '../database/open-database.ts';
import type { Tables } from '../database/tables.ts';

/** Settings name at most so many. */
const maxTeams = 200;

/**
 * What the settings of this organisation may name, with every team that they do name: a form that
 * left one out would take its number away.
 */
export async function readChoices(
  db: Database,
  org: string,
  { team_seat_limits }: OrgSettings,
): Promise<SettingsChoices> {
  // No team's id is empty, and SQL knows no empty list.
  const named = ['', ...Object.keys(team_seat_limits)];
  const isNamed = (eb: ExpressionBuilder<Tables, 'teams'>) => eb('id', 'in', named);
  const teams = await db
    .selectFrom('teams')
    .where('org_id', '=', org)
    .where((eb) => eb.or([eb('active', '=', 1), isNamed(eb)]))
    .select(['id', 'name', 'active'])
    .orderBy(isNamed, 'desc')
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
  return { teams: teams.map((row) => ({ ...row, active: row.active === 1 })), automations };
}

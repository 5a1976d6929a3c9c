import type { Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';

/** Those of an organisation's teams in which somebody answers visitors. */
export async function findStaffed(
  db: Kysely<Tables>,
  org: string,
  teams: readonly string[],
): Promise<Set<string>> {
  if (teams.length === 0) return new Set();
  const rows = await db
    .selectFrom('members')
    .innerJoin('people', 'people.id', 'members.person_id')
    .where('members.channel_id', 'in', teams)
    .where('people.org_id', '=', org)
    .where('people.role', '=', 'agent')
    .where('people.active', '=', 1)
    .select('members.channel_id as id')
    .distinct()
    .execute();
  return new Set(rows.map(({ id }) => id));
}

import type { Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';

/** The ids of each one's teams; whoever is in none is absent. */
export async function readTeamsOf(
  db: Kysely<Tables>,
  people: readonly string[],
): Promise<Map<string, string[]>> {
  if (people.length === 0) return new Map();
  const rows = await db
    .selectFrom('members')
    .innerJoin('teams', 'teams.id', 'members.channel_id')
    .where('members.person_id', 'in', people)
    .select(['members.person_id as person', 'teams.id as team'])
    .execute();
  return byPerson(rows);
}

/** The ids, or the names in their order, of the teams of each agent of an organisation. */
export async function readTeamsOfAgents(
  db: Kysely<Tables>,
  org: string,
  by: 'id' | 'name',
): Promise<Map<string, string[]>> {
  const rows = await db
    .selectFrom('teams')
    .innerJoin('members', 'members.channel_id', 'teams.id')
    .innerJoin('people', 'people.id', 'members.person_id')
    .where('teams.org_id', '=', org)
    .where('people.role', '=', 'agent')
    .select(['people.id as person', `teams.${by} as team`])
    .orderBy('teams.name')
    .execute();
  return byPerson(rows);
}

function byPerson(rows: readonly { person: string; team: string }[]): Map<string, string[]> {
  const groups = Map.groupBy(rows, ({ person }) => person);
  return new Map([...groups].map(([person, some]) => [person, some.map(({ team }) => team)]));
}

import type { Kysely } from 'kysely';
import type { Team, TeamMember } from '../../internal/contract/teams.ts';
import type { Level } from '../../internal/policy/teams.ts';
import type { Tables } from '../database/tables.ts';
import { type MemberRow, presentMember, presentTeam, type TeamRow } from './present-team.ts';

export function readTeamRow(
  db: Kysely<Tables>,
  org: string,
  teamId: string,
): Promise<TeamRow | undefined> {
  return db
    .selectFrom('teams')
    .selectAll()
    .where('id', '=', teamId)
    .where('org_id', '=', org)
    .executeTakeFirst();
}

/** What somebody is in a team; null when they are not in it. */
export async function readLevel(
  db: Kysely<Tables>,
  teamId: string,
  personId: string,
): Promise<Level> {
  const row = await db
    .selectFrom('members')
    .select('level')
    .where('channel_id', '=', teamId)
    .where('person_id', '=', personId)
    .executeTakeFirst();
  return row?.level ?? null;
}

/** Who is in a team, or in the first of several, as far as `limit` rows reach. */
export function readMemberRows(
  db: Kysely<Tables>,
  teamIds: readonly string[],
  { limit, direction = 'asc' }: { limit: number; direction?: 'asc' | 'desc' },
): Promise<MemberRow[]> {
  return db
    .selectFrom('members')
    .select(['channel_id', 'person_id', 'level'])
    .where('channel_id', 'in', teamIds)
    .orderBy('channel_id', direction)
    .orderBy('person_id', direction)
    .limit(limit)
    .execute();
}

/** Tags by team, in the order in which they were given. */
export async function readTags(
  db: Kysely<Tables>,
  teamIds: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await db
    .selectFrom('team_tags')
    .select(['team_id', 'tag'])
    .where('team_id', 'in', teamIds)
    .orderBy('team_id')
    .orderBy('position')
    .execute();
  const byTeam = Map.groupBy(rows, (row) => row.team_id);
  return new Map([...byTeam].map(([id, some]) => [id, some.map(({ tag }) => tag)]));
}

export async function readWholeTeam(db: Kysely<Tables>, row: TeamRow): Promise<Team> {
  const tags = await readTags(db, [row.id]);
  const members = await db
    .selectFrom('members')
    .select(['person_id', 'level'])
    .where('channel_id', '=', row.id)
    .orderBy('person_id')
    .execute();
  return presentTeam(row, tags.get(row.id) ?? [], members);
}

export async function readTeamMember(
  db: Kysely<Tables>,
  teamId: string,
  personId: string,
): Promise<TeamMember> {
  const row = await selectTeamMembers(db, teamId)
    .where('members.person_id', '=', personId)
    .executeTakeFirstOrThrow();
  return presentMember(row);
}

export function selectTeamMembers(db: Kysely<Tables>, teamId: string) {
  return db
    .selectFrom('members')
    .innerJoin('people', 'people.id', 'members.person_id')
    .where('members.channel_id', '=', teamId)
    .select(['people.id', 'people.name', 'people.nick', 'people.active'])
    .select(['members.level', 'members.joined_at']);
}

export async function countMembers(db: Kysely<Tables>, teamId: string): Promise<number> {
  const { count } = await db
    .selectFrom('members')
    .where('channel_id', '=', teamId)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

export async function countAdmins(db: Kysely<Tables>, teamId: string): Promise<number> {
  const { count } = await db
    .selectFrom('members')
    .where('channel_id', '=', teamId)
    .where('level', '=', 'admin')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** Teams that somebody holds. */
export async function countHeld(db: Kysely<Tables>, personId: string): Promise<number> {
  const { count } = await db
    .selectFrom('members')
    .where('person_id', '=', personId)
    .where('level', '=', 'super_admin')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

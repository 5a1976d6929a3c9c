import type { Selectable } from 'kysely';
import type { TeamFacts } from '../../internal/contract/entries.ts';
import type { Team, TeamMember } from '../../internal/contract/teams.ts';
import type { MembersTable } from '../channels/tables.ts';
import type { PeopleTable } from '../people/tables.ts';
import type { TeamsTable } from './tables.ts';

export type TeamRow = Selectable<TeamsTable>;

/** Of a team: who is in it and as what. */
export type MemberRow = Pick<Selectable<MembersTable>, 'channel_id' | 'person_id' | 'level'>;

export function presentFacts(row: TeamRow): TeamFacts {
  const { id, name, icon, version } = row;
  return { id, name, icon, active: row.active === 1, version };
}

/** `members` in the order of their ids. */
export function presentTeam(
  row: TeamRow,
  tags: readonly string[],
  members: readonly Pick<MemberRow, 'person_id' | 'level'>[],
): Team {
  return {
    id: row.id,
    name: row.name,
    icon: row.icon,
    active: row.active === 1,
    meta_tags: [...tags],
    members: members.map(({ person_id }) => person_id),
    admins: members.filter(({ level }) => level === 'admin').map(({ person_id }) => person_id),
    super_admin: row.super_admin,
    doc: row.made_at.toISOString(),
    version: row.version,
  };
}

export type TeamMemberRow = Pick<Selectable<PeopleTable>, 'id' | 'name' | 'nick' | 'active'> &
  Pick<Selectable<MembersTable>, 'level' | 'joined_at'>;

export function presentMember(row: TeamMemberRow): TeamMember {
  const { id, name, nick, level } = row;
  return { id, name, nick, level, joined: row.joined_at.toISOString(), active: row.active === 1 };
}

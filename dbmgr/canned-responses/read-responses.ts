import type { Kysely, Selectable } from 'kysely';
import type { CannedResponse } from '../../internal/contract/canned-responses.ts';
import type { TeamLevel } from '../../internal/contract/channels.ts';
import {
  type CannedFacts,
  maxCanned,
  refuseChangingCanned,
} from '../../internal/policy/canned-responses.ts';
import type { Tables } from '../database/tables.ts';
import type { Actor } from '../people/read-actor.ts';
import type { CannedResponsesTable } from './tables.ts';

export type CannedRow = Selectable<CannedResponsesTable>;

export type CannedTeam = { id: string; name: string; level: TeamLevel | null };

const maxTeams = 200;
const maxShown = maxCanned.organisation + 2000;

/** Teams whose responses somebody uses; an admin all that there are. */
export async function readCannedTeams(db: Kysely<Tables>, actor: Actor): Promise<CannedTeam[]> {
  const rows = await db
    .selectFrom('teams')
    .leftJoin('members', (join) =>
      join.onRef('members.channel_id', '=', 'teams.id').on('members.person_id', '=', actor.id),
    )
    .where('teams.org_id', '=', actor.org)
    .where('teams.active', '=', 1)
    .$if(actor.role !== 'admin', (some) => some.where('members.person_id', 'is not', null))
    .select(['teams.id', 'teams.name', 'members.level'])
    .orderBy('teams.name')
    .orderBy('teams.id')
    .limit(maxTeams)
    .execute();
  return rows;
}

/** What somebody may use, by name. */
export async function readResponses(
  db: Kysely<Tables>,
  actor: Actor,
  teams: readonly CannedTeam[],
): Promise<CannedResponse[]> {
  const holders = [actor.id, actor.org, ...teams.map(({ id }) => id)];
  const rows = await db
    .selectFrom('canned_responses')
    .where('org_id', '=', actor.org)
    .where('holder_id', 'in', holders)
    .selectAll()
    .orderBy('name')
    .orderBy('id')
    .limit(maxShown)
    .execute();
  return rows.map((row) => presentResponse(row, actor, teams));
}

export function presentResponse(
  row: CannedRow,
  actor: Actor,
  teams: readonly CannedTeam[],
): CannedResponse {
  const team = teams.find(({ id }) => id === row.holder_id) ?? null;
  return {
    id: row.id,
    scope: row.scope,
    team: row.scope === 'team' && team ? { id: team.id, name: team.name } : null,
    name: row.name,
    shortcut: row.shortcut,
    text: row.body,
    version: row.version,
    editable: refuseChangingCanned(actor, factsOf(row, teams)) === null,
  };
}

export function factsOf(
  { scope, holder_id }: Pick<CannedRow, 'scope' | 'holder_id'>,
  teams: readonly CannedTeam[],
): CannedFacts {
  const level = teams.find(({ id }) => id === holder_id)?.level ?? null;
  return { scope, holderId: holder_id, level };
}

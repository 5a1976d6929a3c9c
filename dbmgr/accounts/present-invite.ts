import type { Kysely } from 'kysely';
import type { Invite } from '../../internal/contract/accounts.ts';
import type { Tables } from '../database/tables.ts';

/** An organisation's invitations with the names that they stand for. */
export function selectInvites(db: Kysely<Tables>, org: string) {
  return db
    .selectFrom('invites')
    .leftJoin('people as maker', 'maker.id', 'invites.made_by')
    .leftJoin('people as newcomer', 'newcomer.id', 'invites.used_by')
    .leftJoin('teams', 'teams.id', 'invites.team_id')
    .where('invites.org_id', '=', org)
    .select(['invites.id', 'invites.note', 'invites.made_at', 'invites.expires_at'])
    .select(['invites.used_at', 'invites.used_by', 'invites.revoked_at'])
    .select(['maker.name as made_by', 'newcomer.name as newcomer'])
    .select(['teams.id as team_id', 'teams.name as team']);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectInvites>['executeTakeFirstOrThrow']>>;

export function presentInvite(row: Row, now: Date): Invite {
  return {
    id: row.id,
    note: row.note,
    state: stateOf(row, now),
    team: row.team_id === null ? null : { id: row.team_id, name: row.team ?? '' },
    made_by: row.made_by ?? '',
    made_at: row.made_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    used_at: row.used_at?.toISOString() ?? null,
    used_by: row.used_by === null ? null : { id: row.used_by, name: row.newcomer ?? '' },
  };
}

function stateOf(
  row: { used_at: Date | null; revoked_at: Date | null; expires_at: Date },
  now: Date,
): Invite['state'] {
  if (row.used_at) return 'used';
  if (row.revoked_at) return 'revoked';
  return row.expires_at > now ? 'open' : 'expired';
}

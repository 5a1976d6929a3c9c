import type { Kysely } from 'kysely';
import type { Role } from '../../internal/contract/people.ts';
import type { Whereabouts } from '../../internal/contract/messages.ts';
import { threadId } from '../../internal/contract/threads.ts';
import type { Setting } from '../../internal/policy/message-changes.ts';
import { mayUseTeams } from '../../internal/policy/team-writing.ts';
import { noChannel } from '../channels/read-page.ts';
import type { Tables } from '../database/tables.ts';

/** Where the asking person is in a channel, and the channel. */
export type FoundSetting = Setting & {
  channelId: string;
  head: number;
  seen: number;
  /** Reads along, and nobody is to know. */
  watches: boolean;
  /** In a thread, the other of the two. */
  other: string | null;
};

type Asking = { id: string; org: string; role: Role };

/** The log's own id of what the outside calls a channel, or a person in a team's channel. */
export function channelIdOf(who: Asking, { channel_id, to }: Whereabouts): string {
  return to === undefined ? channel_id : threadId(channel_id, who.id, to);
}

/**
 * The channel as it is for this person. Whoever changes its members holds its row, so for a
 * transaction that holds it the answer stays true. Throws `not_found` for strangers, for foreign
 * channels, and for a thread that is not asked for by its team and person.
 */
export async function findSetting(
  db: Kysely<Tables>,
  who: Asking,
  where: Whereabouts,
): Promise<FoundSetting> {
  const row = await db
    .selectFrom('channels')
    .innerJoin('members', (join) =>
      join.onRef('members.channel_id', '=', 'channels.id').on('members.person_id', '=', who.id),
    )
    .leftJoin('teams', (join) =>
      join.on((eb) => eb('teams.id', '=', eb.fn.coalesce('channels.team_id', 'channels.id'))),
    )
    .where('channels.id', '=', channelIdOf(who, where))
    .where('channels.org_id', '=', who.org)
    .where('channels.kind', 'not in', ['waiting_list', 'notes'])
    .select(['channels.id', 'channels.kind', 'channels.head', 'members.level'])
    .select(['members.seen_seq', 'members.part', 'teams.active'])
    .executeTakeFirst();
  if (!row || (row.kind === 'direct') !== (where.to !== undefined)) throw noChannel();
  if (row.kind === 'notes' || row.kind === 'waiting_list') throw noChannel();
  if (row.kind !== 'conversation' && !mayUseTeams(who.role)) throw noChannel();
  return {
    channelId: row.id,
    kind: row.kind,
    head: row.head,
    seen: row.seen_seq,
    watches: row.part === 'watcher',
    other: where.to ?? null,
    isMember: true,
    level: row.level,
    isTeamActive: row.active === 1,
  };
}

import { type RawBuilder, sql } from 'kysely';
import type { Channel, TeamLevel } from '../../internal/contract/channels.ts';
import type { Database } from '../database/open-database.ts';
import { presentTeamChannel, presentThread } from './present-channel.ts';

/** A person's channels from the one behind `after` on, in the order of their ids. */
export type TeamChannelsWish = { person: string; org: string; after?: string };

type Row = {
  member: string;
  id: string;
  head: number;
  member_version: number;
  seen_seq: number;
} & (
  | {
      kind: 'team';
      level: TeamLevel;
      name: string;
      icon: string | null;
      active: 0 | 1;
      version: number;
    }
  | { kind: 'direct'; team_id: string; other_id: string; other_name: string }
);

/**
 * The channels of the teams that these people are in, and their direct threads there; of each
 * person at most `limit`.
 */
export async function readTeamChannels(
  db: Database,
  wishes: readonly TeamChannelsWish[],
  limit: number,
): Promise<Map<string, Channel[]>> {
  if (wishes.length === 0) return new Map();
  const each = wishes.map((wish) => sql`(${select(wish, limit)})`);
  const { rows } = await sql<Row>`${sql.join(each, sql` union all `)}`.execute(db);
  const byMember = Map.groupBy(rows, (row) => row.member);
  return new Map([...byMember].map(([person, some]) => [person, some.map(present)]));
}

/** By one index and then by keys, however many channels there are. */
function select({ person, org, after = '' }: TeamChannelsWish, limit: number): RawBuilder<Row> {
  return sql<Row>`
    select straight_join members.person_id as member, channels.id, channels.kind, channels.head,
      channels.member_version, members.seen_seq, members.level, channels.team_id, teams.name,
      teams.icon, teams.active, teams.version, other.id as other_id, other.name as other_name
    from members force index (members_by_person)
    join channels force index (primary) on channels.id = members.channel_id
    left join teams on teams.id = channels.id
    left join threads on threads.channel_id = channels.id
    left join people other on other.id =
      if(threads.first_id = members.person_id, threads.second_id, threads.first_id)
    where members.person_id = ${person} and members.channel_id > ${after}
      and channels.kind in ('team', 'direct') and channels.org_id = ${org}
    order by members.channel_id limit ${sql.lit(limit)}`;
}

function present(row: Row): Channel {
  if (row.kind === 'direct') {
    const thread = { id: row.id, teamId: row.team_id };
    return presentThread(thread, { id: row.other_id, name: row.other_name }, row);
  }
  const { id, name, icon, version } = row;
  const facts = { id, name, icon, active: row.active === 1, version };
  return presentTeamChannel(facts, row.level, row);
}

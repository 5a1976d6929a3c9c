import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Day } from '../../internal/policy/days.ts';
import type { Tables } from '../database/tables.ts';
import type { Line } from './read-facts.ts';

const pageLines = 10_000;
const sliceMs = 3_600_000;

/**
 * The visitor of a conversation wrote it; where the conversation is gone, whoever comes by a chat
 * page did, for nobody else is a `user`.
 */
const isVisitors = sql`coalesce(conversations.visitor_id = messages.sender_id,
  messages.sender_role = 'user')`;

const ofDay = (org: string, { from, to }: Day): RawBuilder<unknown> => sql`messages
  force index (messages_by_time)
  straight_join channels on channels.id = messages.channel_id and channels.kind = 'conversation'
  left join conversations on conversations.channel_id = messages.channel_id
  where messages.org_id = ${org} and messages.sent_at >= ${from} and messages.sent_at < ${to}
    and ${isVisitors}`;

/**
 * How many there are, counted by the database and by nothing else here: hour by hour, so that no
 * statement of a big day is long.
 */
export async function countLines(db: Kysely<Tables>, org: string, day: Day): Promise<number> {
  let count = 0;
  for (let from = day.from.getTime(); from < day.to.getTime(); from += sliceMs) {
    const to = Math.min(from + sliceMs, day.to.getTime());
    count += await countSlice(db, org, { from: new Date(from), to: new Date(to) });
  }
  return count;
}

/** By channel and sender first: there are few of them, and whose a channel is is asked once. */
async function countSlice(
  db: Kysely<Tables>,
  org: string,
  { from, to }: Pick<Day, 'from' | 'to'>,
): Promise<number> {
  const { rows } = await sql<{ count: string | number | null }>`
    select sum(messages.count) as count from (
      select channel_id, sender_id, sender_role, count(*) as count
      from messages force index (messages_by_time)
      where org_id = ${org} and sent_at >= ${from} and sent_at < ${to}
      group by channel_id, sender_id, sender_role
    ) messages
    straight_join channels on channels.id = messages.channel_id and channels.kind = 'conversation'
    left join conversations on conversations.channel_id = messages.channel_id
    where ${isVisitors}`.execute(db);
  return Number(rows[0]?.count ?? 0);
}

/** Page after page along the index, so that a big day is no big statement. */
export async function* readLines(
  db: Kysely<Tables>,
  org: string,
  day: Day,
): AsyncGenerator<Line[]> {
  let after: Line | undefined;
  for (;;) {
    const beyond = after
      ? sql`and (messages.sent_at, messages.channel_id, messages.seq)
          > (${after.sent_at}, ${after.channel_id}, ${after.seq})`
      : sql``;
    const since = after ? { ...day, from: after.sent_at } : day;
    const { rows } = await sql<Line>`
      select messages.channel_id, messages.seq, messages.sent_at, messages.deleted_at,
        conversations.id as conversation_id
      from ${ofDay(org, since)} ${beyond}
      order by messages.sent_at, messages.channel_id, messages.seq
      limit ${sql.lit(pageLines)}`.execute(db);
    if (rows.length > 0) yield rows;
    if (rows.length < pageLines) return;
    after = rows.at(-1);
  }
}

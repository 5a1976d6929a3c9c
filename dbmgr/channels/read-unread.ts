import { type RawBuilder, sql } from 'kysely';
import type { Channel } from '../../internal/contract/channels.ts';
import { asId } from '../database/as-id.ts';
import { chunks } from '../database/chunks.ts';
import type { Database } from '../database/open-database.ts';
import { isDecorated } from './decorations.ts';

/** Counted so far; more is as good as this. */
const maxUnread = 100;
/** Unread messages are looked for among so many of a channel's last entries. */
const lookedAt = 1000;
/** Parts of one statement; more would be slow to parse. */
const placesPerStatement = 100;

/** Who is told how much of what they have not seen; a mention of all of a channel is by this. */
export const everybody = '*';

type Shown = { person: string; channel: Channel };

/**
 * Fills in, for team channels and threads, the messages of others after `seen` and how many of them
 * mention the person. Costs nothing where everything is seen.
 */
export async function noteUnread(
  db: Database,
  channelsOf: ReadonlyMap<string, readonly Channel[]>,
): Promise<void> {
  const behind: Shown[] = [];
  for (const [person, channels] of channelsOf) {
    for (const channel of channels) {
      if (!isDecorated(channel.kind)) continue;
      channel.unread = 0;
      channel.mentions = 0;
      if (channel.seen < channel.head) behind.push({ person, channel });
    }
  }
  for (const some of chunks(behind, placesPerStatement)) {
    await countUnread(db, some);
    await countMentions(db, some);
  }
}

/** By the primary key from the newest entry back, at most so many rows each. */
async function countUnread(db: Database, shown: readonly Shown[]): Promise<void> {
  const counts = shown.map(
    ({ person, channel }, place) => sql`
      select ${sql.lit(place)} as place, count(*) as count from (
        select seq from messages force index (primary)
        where channel_id = ${channel.id} and seq > ${firstLookedAt(channel)}
          and sender_id <> ${person} and deleted_at is null
        order by seq desc limit ${sql.lit(maxUnread)}) some`,
  );
  for (const { place, count } of await readCounts(db, counts)) {
    shown[place]!.channel.unread = count;
  }
}

async function countMentions(db: Database, shown: readonly Shown[]): Promise<void> {
  const counts = shown.map(({ person, channel }, place) => {
    const from = firstLookedAt(channel);
    return sql`
      select ${sql.lit(place)} as place, count(distinct mentions.seq) as count from mentions
      join messages on messages.channel_id = mentions.channel_id and messages.seq = mentions.seq
      where mentions.person_id in (${asId(person)}, ${asId(everybody)})
        and mentions.channel_id = ${channel.id} and mentions.seq > ${from}
        and messages.sender_id <> ${person} and messages.deleted_at is null`;
  });
  for (const { place, count } of await readCounts(db, counts)) {
    shown[place]!.channel.mentions = Math.min(count, maxUnread);
  }
}

function firstLookedAt({ seen, head }: Channel): number {
  return Math.max(seen, head - lookedAt);
}

async function readCounts(
  db: Database,
  counts: readonly RawBuilder<unknown>[],
): Promise<{ place: number; count: number }[]> {
  const { rows } = await sql<{ place: number; count: number }>`${sql.join(
    counts,
    sql` union all `,
  )}`.execute(db);
  return rows;
}

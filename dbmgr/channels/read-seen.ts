import type { Channel } from '../../internal/contract/channels.ts';
import type { Database } from '../database/open-database.ts';

/** In a larger circle nobody looks who of them has read. */
const maxReaders = 50;

/** Says in each conversation, for whom it is shown to, how far the others in it have read. */
export async function noteSeenBy(
  db: Database,
  channelsOf: ReadonlyMap<string, readonly Channel[]>,
): Promise<void> {
  const shown = [...channelsOf].flatMap(([person, channels]) =>
    channels
      .filter(({ kind, head }) => kind === 'conversation' && head > 0)
      .map((channel) => ({ person, channel })),
  );
  if (shown.length === 0) return;
  const marks = await db
    .selectFrom('members')
    .where('channel_id', 'in', [...new Set(shown.map(({ channel }) => channel.id))])
    .where('seen_seq', '>', 0)
    .select(['channel_id', 'person_id', 'seen_seq'])
    .execute();
  const byChannel = Map.groupBy(marks, (mark) => mark.channel_id);
  for (const { person, channel } of shown) {
    const others = (byChannel.get(channel.id) ?? []).filter((mark) => mark.person_id !== person);
    if (others.length === 0 || others.length > maxReaders) continue;
    channel.seen_by = Object.fromEntries(others.map((mark) => [mark.person_id, mark.seen_seq]));
  }
}

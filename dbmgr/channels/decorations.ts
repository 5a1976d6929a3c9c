import type { Kysely } from 'kysely';
import type { Entry, MessageChangedEntry, MessageEntry } from '../../internal/contract/entries.ts';
import type { Tables } from '../database/tables.ts';
import type { ChannelsTable } from './tables.ts';

/** In these people react, pin and edit. */
export function isDecorated(kind: ChannelsTable['kind']): boolean {
  return kind === 'team' || kind === 'direct';
}

/**
 * Says of each message in a stretch of a channel's log who reacted and whether it is pinned, and of
 * each edit what the message says now, in three queries however many there are. The text of an edit
 * stands in the message alone, so that it goes with it when it is deleted.
 */
export async function decorateEntries(
  db: Kysely<Tables>,
  channelId: string,
  entries: readonly Entry[],
): Promise<void> {
  const messages = entries.filter((entry) => entry.kind === 'message');
  const edits = entries.filter(
    (entry) => entry.kind === 'message_changed' && entry.what === 'edited',
  ) as MessageChangedEntry[];
  await decorateMessages(db, channelId, messages);
  if (edits.length > 0) await tellTexts(db, channelId, edits);
}

/** The same for messages alone. */
export async function decorateMessages(
  db: Kysely<Tables>,
  channelId: string,
  messages: readonly MessageEntry[],
): Promise<void> {
  if (messages.length === 0) return;
  const seqs = messages.map(({ seq }) => seq);
  const reactions = await db
    .selectFrom('reactions')
    .where('channel_id', '=', channelId)
    .where('seq', 'in', seqs)
    .select(['seq', 'emoji', 'person_id'])
    .orderBy('made_at')
    .execute();
  const pins = await db
    .selectFrom('pins')
    .where('channel_id', '=', channelId)
    .where('seq', 'in', seqs)
    .select('seq')
    .execute();
  const bySeq = Map.groupBy(reactions, ({ seq }) => seq);
  const pinned = new Set(pins.map(({ seq }) => seq));
  for (const message of messages) {
    if (pinned.has(message.seq)) message.pinned = true;
    const some = bySeq.get(message.seq);
    if (some) message.reactions = presentReactions(some);
  }
}

/** Who reacted, by emoji; whoever was first stands first. */
export function presentReactions(
  rows: readonly { emoji: string; person_id: string }[],
): Record<string, string[]> {
  const people: Record<string, string[]> = {};
  for (const { emoji, person_id } of rows) (people[emoji] ??= []).push(person_id);
  return people;
}

async function tellTexts(
  db: Kysely<Tables>,
  channelId: string,
  edits: readonly MessageChangedEntry[],
): Promise<void> {
  const rows = await db
    .selectFrom('messages')
    .where('channel_id', '=', channelId)
    .where('seq', 'in', [...new Set(edits.map((edit) => edit.of))])
    .where('deleted_at', 'is', null)
    .select(['seq', 'body'])
    .execute();
  const texts = new Map(rows.map(({ seq, body }) => [seq, body]));
  for (const edit of edits) edit.data = texts.get(edit.of);
}

import type { Kysely } from 'kysely';
import type { Entry } from '../../internal/contract/entries.ts';
import { maxBatchBytes } from '../../internal/contract/messages.ts';
import { presentWaiting } from '../conversations/waiting-entries.ts';
import type { Tables } from '../database/tables.ts';
import { decorateEntries, isDecorated } from './decorations.ts';
import { jsonBytes, surelyFit } from './pieces.ts';
import {
  changeColumns,
  type ChangeRow,
  messageColumns,
  presentChange,
  presentMessage,
} from './present-entry.ts';
import type { ChannelsTable } from './tables.ts';

const pageBytes = maxBatchBytes - 1024;

/** From `first` to `last`, both included. */
export type SeqRange = { first: number; last: number };

export type ReadChannel = { id: string; kind: ChannelsTable['kind'] };

/**
 * A stretch of a channel's log, ascending, its messages as they are now. Numbers are gapless over
 * messages and changes together, so that a range of numbers is a number of entries, however long
 * the channel is.
 */
export async function readEntries(
  db: Kysely<Tables>,
  { id, kind }: ReadChannel,
  range: SeqRange,
): Promise<Entry[]> {
  if (range.last < range.first) return [];
  const entries = await readRows(db, id, range);
  if (isDecorated(kind)) await decorateEntries(db, id, entries);
  return entries.sort(bySeq);
}

async function readRows(db: Kysely<Tables>, channelId: string, range: SeqRange): Promise<Entry[]> {
  const messages = await db
    .selectFrom('messages')
    .select(messageColumns)
    .where('channel_id', '=', channelId)
    .where('seq', '>=', range.first)
    .where('seq', '<=', range.last)
    .execute();
  // Where messages leave no number free there is nothing else.
  if (messages.length === range.last - range.first + 1) return messages.map(presentMessage);
  const changes = await db
    .selectFrom('changes')
    .select(changeColumns)
    .where('channel_id', '=', channelId)
    .where('seq', '>=', range.first)
    .where('seq', '<=', range.last)
    .execute();
  const own = changes.filter((row) => row.kind !== 'waiting').map(presentChange);
  const listed = changes.filter((row) => row.kind === 'waiting');
  return [...messages.map(presentMessage), ...own, ...(await presentListed(db, listed))];
}

function bySeq(a: Entry, b: Entry): number {
  return a.seq - b.seq;
}

/** Entries of a waiting list say how their conversation is now, not how it was. */
async function presentListed(db: Kysely<Tables>, rows: readonly ChangeRow[]): Promise<Entry[]> {
  const ids = [...new Set(rows.map((row) => row.conversation_id!))];
  if (ids.length === 0) return [];
  const conversations = await db
    .selectFrom('conversations')
    .selectAll()
    .where('id', 'in', ids)
    .execute();
  const shown = await presentWaiting(db, conversations, { seq: 0, at: new Date(0) });
  const byId = new Map(shown.map((entry) => [entry.conversation.id, entry]));
  return rows.map((row) => ({
    ...byId.get(row.conversation_id!)!,
    seq: row.seq,
    ts: row.made_at.toISOString(),
  }));
}

/** As many entries from the start as fit 256 KiB; at least one. */
export function fromStart(entries: readonly Entry[]): Entry[] {
  if (surelyFit(entries)) return [...entries];
  let bytes = 0;
  const end = entries.findIndex((entry, index) => {
    bytes += jsonBytes(entry);
    return index > 0 && bytes > pageBytes;
  });
  return end < 0 ? [...entries] : entries.slice(0, end);
}

/** As many entries from the end as fit 256 KiB; at least one. */
export function fromEnd(entries: readonly Entry[]): Entry[] {
  return fromStart(entries.toReversed()).toReversed();
}

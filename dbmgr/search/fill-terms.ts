import { sql } from 'kysely';
import { findTerms } from '../../internal/words/search-terms.ts';
import { chunks } from '../database/chunks.ts';
import type { Database } from '../database/open-database.ts';
import { isDuplicate, transact, type Transaction } from '../database/transact.ts';
import { insertMentions } from './insert-mentions.ts';
import type { StaleChannel } from './find-stale.ts';
import { type IndexedMessage, readChanged } from './read-changed.ts';

/** Entries of a log that one transaction indexes. */
const entriesAtOnce = 100;
const rowsPerStatement = 500;

/** `busy`: another process is at it. */
export type Progress = 'done' | 'more' | 'busy';

/**
 * Indexes the next entries of a channel; a position that is locked is passed over. Rows of messages
 * and channels are only read, so nobody who writes waits.
 */
export async function indexChannel(db: Database, channel: StaleChannel): Promise<Progress> {
  await makePosition(db, channel.id);
  return transact(db, async (tx) => {
    const position = await tx
      .selectFrom('search_positions')
      .where('channel_id', '=', channel.id)
      .select('seq')
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (!position) return 'busy';
    const { head } = await tx
      .selectFrom('channels')
      .where('id', '=', channel.id)
      .select('head')
      .executeTakeFirstOrThrow();
    const last = Math.min(head, position.seq + entriesAtOnce);
    if (last <= position.seq) return 'done';
    const changed = await readChanged(tx, channel.id, { first: position.seq + 1, last });
    await forgetMessages(tx, channel.id, changed.again);
    await insertTerms(tx, channel.id, changed.messages);
    await insertMentions(tx, channel, changed.messages);
    await tx
      .updateTable('search_positions')
      .set({ seq: last })
      .where('channel_id', '=', channel.id)
      .execute();
    return last < head ? 'more' : 'done';
  });
}

/** By itself: a row that refers to the channel's holds that one until its transaction ends. */
async function makePosition(db: Database, channelId: string): Promise<void> {
  const known = await db
    .selectFrom('search_positions')
    .where('channel_id', '=', channelId)
    .select('seq')
    .executeTakeFirst();
  if (known) return;
  try {
    await db.insertInto('search_positions').values({ channel_id: channelId, seq: 0 }).execute();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
}

/** What an edited or deleted message said before finds it no more. */
async function forgetMessages(
  tx: Transaction,
  channelId: string,
  seqs: readonly number[],
): Promise<void> {
  if (seqs.length === 0) return;
  for (const table of ['search_terms', 'mentions'] as const) {
    await tx
      .deleteFrom(table)
      .where('channel_id', '=', channelId)
      .where('seq', 'in', seqs)
      .execute();
  }
}

async function insertTerms(
  tx: Transaction,
  channelId: string,
  messages: readonly IndexedMessage[],
): Promise<void> {
  const rows = messages.flatMap(({ seq, text }) =>
    [...findTerms(text)].map((term) => sql`(${term}, ${channelId}, ${seq})`),
  );
  for (const some of chunks(rows, rowsPerStatement)) {
    await sql`insert ignore into search_terms (term, channel_id, seq)
      values ${sql.join(some)}`.execute(tx);
  }
}

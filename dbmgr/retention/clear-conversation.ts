import type { Teller } from '../channels/announce.ts';
import { tellLeft } from '../conversations/announce-people.ts';
import { holdConversation } from '../conversations/hold-conversation.ts';
import type { Database } from '../database/open-database.ts';
import { retryContention, transact, type Transaction } from '../database/transact.ts';
import { storeFigures } from '../reports/store-figures.ts';

export type Cleared = { conversations: number; messages: number; files: number };

type Parts = Teller & { db: Database };

/** Rows that one statement takes away at most, so that nobody waits for it. */
const batchRows = 500;

/** What is said beside messages; each row belongs to one of a channel. */
const besides = ['revisions', 'reactions', 'pins', 'mentions', 'search_terms', 'changes'] as const;

/**
 * Takes away what was written in a conversation that has ended, with its notes and files. First
 * nobody is in it any more, so that nobody reads half of it; whoever comes back to it later is told
 * that there is no such channel. What a crash leaves half done the next sweep finishes, and several
 * may be at the same one.
 */
export async function clearConversation(parts: Parts, channelId: string): Promise<Cleared> {
  const none = { conversations: 0, messages: 0, files: 0 };
  const channels = await leave(parts, channelId);
  if (!channels) return none;
  const cleared = { ...none };
  for (const id of channels) {
    cleared.files += await letGo(parts.db, id);
    for (const table of besides) await deleteRows(parts.db, table, id);
    cleared.messages += await deleteRows(parts.db, 'messages', id);
  }
  cleared.conversations = await finish(parts, channelId, channels);
  return cleared;
}

/** The channels of it; null when it does not count as ended, or is cleared already. */
function leave(parts: Parts, channelId: string): Promise<string[] | null> {
  return transact(parts.db, async (tx, afterCommit) => {
    const held = await holdConversation(tx, channelId);
    const { row, log } = held;
    if (row.state !== 'closed' || row.cleared_at !== null) return null;
    await storeFigures(tx, row, { leftMessage: false }, parts.now());
    const channels = [log.id, ...(row.notes_id === null ? [] : [row.notes_id])];
    const members = await tx
      .selectFrom('members')
      .select(['channel_id', 'person_id'])
      .where('channel_id', 'in', channels)
      .execute();
    if (members.length === 0) return channels;
    await tx.deleteFrom('members').where('channel_id', 'in', channels).execute();
    await tx
      .updateTable('channels')
      .set((eb) => ({ member_version: eb('member_version', '+', 1) }))
      .where('id', 'in', channels)
      .execute();
    log.memberVersion++;
    afterCommit(() => {
      for (const { channel_id, person_id } of members) {
        tellLeft(parts, { ...held, log: { ...log, id: channel_id } }, person_id);
      }
    });
    return channels;
  });
}

/** The process that speaks to the store of files removes them there. */
async function letGo(db: Database, channelId: string): Promise<number> {
  const { numUpdatedRows } = await retryContention(() =>
    db
      .updateTable('attachments')
      .set({ state: 'gone' })
      .where('channel_id', '=', channelId)
      .where('state', '!=', 'gone')
      .executeTakeFirst(),
  );
  return Number(numUpdatedRows);
}

async function deleteRows(
  db: Database,
  table: (typeof besides)[number] | 'messages',
  channelId: string,
): Promise<number> {
  for (let total = 0; ;) {
    const { numDeletedRows } = await retryContention(() =>
      db.deleteFrom(table).where('channel_id', '=', channelId).limit(batchRows).executeTakeFirst(),
    );
    total += Number(numDeletedRows);
    if (numDeletedRows < batchRows) return total;
  }
}

/** Where its visitor was last and how a guest is reached, unless something else is kept. */
async function forgetVisit(tx: Transaction, channelId: string): Promise<void> {
  const { visitor_id } = await tx
    .selectFrom('conversations')
    .where('channel_id', '=', channelId)
    .select('visitor_id')
    .executeTakeFirstOrThrow();
  // Who starts another one holds this row, too.
  const person = tx.selectFrom('people').where('id', '=', visitor_id).select('id');
  await person.forUpdate().execute();
  const kept = await tx
    .selectFrom('conversations')
    .where('visitor_id', '=', visitor_id)
    .where('cleared_at', 'is', null)
    .select('id')
    .limit(1)
    .executeTakeFirst();
  if (kept) return;
  await tx.deleteFrom('visits').where('person_id', '=', visitor_id).execute();
  await tx
    .updateTable('people')
    .set({ contact_email: null })
    .where('id', '=', visitor_id)
    .where('role', '=', 'user')
    .execute();
}

/** To whom it was offered, and how loudly people were called: it is for nobody any more. */
const calls = ['offers', 'alarm_steps', 'alarms'] as const;

/** 1 for whoever did it, 0 for who came too late. */
function finish({ db, now }: Parts, channelId: string, channels: string[]): Promise<number> {
  return transact(db, async (tx) => {
    await tx
      .selectFrom('channels')
      .where('id', 'in', channels)
      .orderBy('id')
      .select('id')
      .forUpdate()
      .execute();
    const { id } = await tx
      .selectFrom('conversations')
      .where('channel_id', '=', channelId)
      .select('id')
      .executeTakeFirstOrThrow();
    for (const table of calls) {
      await tx.deleteFrom(table).where('conversation_id', '=', id).execute();
    }
    const { numUpdatedRows } = await tx
      .updateTable('conversations')
      .set({ cleared_at: now(), notes_id: null, staff_note: null, contact_email: null })
      .where('channel_id', '=', channelId)
      .where('cleared_at', 'is', null)
      .executeTakeFirst();
    await tx.deleteFrom('channels').where('id', 'in', channels).execute();
    await forgetVisit(tx, channelId);
    return Number(numUpdatedRows);
  });
}

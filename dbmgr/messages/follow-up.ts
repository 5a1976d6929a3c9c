import { sql } from 'kysely';
import { v7 as uuid } from 'uuid';
import { listChanged } from '../conversations/waiting-list.ts';
import { chunks } from '../database/chunks.ts';
import type { AfterCommit, Transaction } from '../database/transact.ts';
import type { StoreOptions } from './store-options.ts';
import type { NumberedMessage } from './write-rows.ts';

/**
 * What a visitor's line sets in motion, in the transaction that stores it: a task for the
 * automation that owns the conversation, or an entry in the waiting list. Lines between people
 * cost nothing here.
 */
export async function followUp(
  tx: Transaction,
  afterCommit: AfterCommit,
  options: StoreOptions,
  rows: readonly NumberedMessage[],
): Promise<void> {
  const ofVisitors = rows.filter((row) => row.sender_id === row.place.facts.visitorId);
  await makeTasks(tx, afterCommit, options, ofVisitors);
  const waiting = ofVisitors.filter((row) => row.place.facts.state === 'waiting');
  for (const [org, some] of Map.groupBy(waiting, (row) => row.place.org)) {
    const ids = [...new Set(some.map((row) => row.place.conversationId))];
    const conversations = await tx
      .selectFrom('conversations')
      .selectAll()
      .where('id', 'in', ids)
      .execute();
    await listChanged(tx, afterCommit, options, org, conversations);
  }
}

async function makeTasks(
  tx: Transaction,
  afterCommit: AfterCommit,
  options: StoreOptions,
  rows: readonly NumberedMessage[],
): Promise<void> {
  const tasks = rows.flatMap(({ seq, place }) =>
    place.facts.state === 'bot' && place.automation !== null
      ? [
          {
            id: uuid(),
            org_id: place.org,
            automation: place.automation,
            conversation_id: place.conversationId,
            channel_id: place.channelId,
            seq,
            epoch: place.epoch,
            state: 'queued' as const,
            made_at: sql<Date>`now(3)`,
          },
        ]
      : [],
  );
  if (tasks.length === 0) return;
  for (const some of chunks(tasks)) await tx.insertInto('tasks').values(some).execute();
  const conversationIds = [...new Set(tasks.map((task) => task.conversation_id))];
  afterCommit(() => options.onTasks(conversationIds));
}

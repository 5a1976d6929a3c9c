import { sql } from 'kysely';
import type { Database } from '../database/open-database.ts';
import { transact, type Transaction } from '../database/transact.ts';

/** A task that this process publishes now; no other does. */
export type ClaimedTask = {
  id: string;
  org_id: string;
  automation: string;
  conversation_id: string;
  channel_id: string;
  seq: number;
  epoch: number;
  /** The number of this try, from 1. */
  tries: number;
};

/** What to look at: conversations that have something new, or all of one automation. */
export type TaskScope = { conversationIds: readonly string[] } | { automation: string };

const maxClaimed = 50;

/**
 * Takes tasks that may go out: of each conversation the oldest open one, so that a conversation's
 * tasks are answered in order. Rows that another process holds are passed over.
 */
export function claimQueued(db: Database, scope: TaskScope): Promise<ClaimedTask[]> {
  return transact(db, async (tx) => {
    const rows = await selectTasks(tx, scope)
      .where('tasks.state', '=', 'queued')
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('tasks as older')
              .select('older.id')
              .whereRef('older.conversation_id', '=', 'tasks.conversation_id')
              .whereRef('older.seq', '<', 'tasks.seq')
              .where('older.state', 'in', ['queued', 'sent']),
          ),
        ),
      )
      .execute();
    const claimed = rows.map((row) => ({ ...row, tries: row.tries + 1 }));
    if (claimed.length > 0) await markSent(tx, claimed);
    return claimed;
  });
}

/** Takes tasks whose place in the stream nobody wrote down, to publish the same try again. */
export function claimUnconfirmed(
  db: Database,
  automation: string,
  confirmMs: number,
): Promise<ClaimedTask[]> {
  return transact(db, async (tx) => {
    const claimed = await selectTasks(tx, { automation })
      .where('tasks.state', '=', 'sent')
      .where('tasks.stream_seq', 'is', null)
      .where('tasks.sent_at', '<', ago(confirmMs))
      .execute();
    if (claimed.length > 0) await markSent(tx, claimed);
    return claimed;
  });
}

/** A moment so long ago, by the database's clock. */
export function ago(ms: number) {
  return sql<Date>`now(3) - interval ${sql.lit(Math.round(ms * 1000))} microsecond`;
}

function selectTasks(tx: Transaction, scope: TaskScope) {
  const query = tx
    .selectFrom('tasks')
    .select(['tasks.id', 'tasks.org_id', 'tasks.automation', 'tasks.conversation_id'])
    .select(['tasks.channel_id', 'tasks.seq', 'tasks.epoch', 'tasks.tries'])
    .orderBy('tasks.id')
    .limit(maxClaimed)
    .forUpdate()
    .skipLocked();
  return 'automation' in scope
    ? query.where('tasks.automation', '=', scope.automation)
    : query.where('tasks.conversation_id', 'in', scope.conversationIds);
}

async function markSent(tx: Transaction, claimed: readonly ClaimedTask[]): Promise<void> {
  for (const { id, tries } of claimed) {
    await tx
      .updateTable('tasks')
      .set({
        state: 'sent',
        tries,
        sent_at: sql<Date>`now(3)`,
        stream_seq: null,
        delivered_at: null,
      })
      .where('id', '=', id)
      .execute();
  }
}

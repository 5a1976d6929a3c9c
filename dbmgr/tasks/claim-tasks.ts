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
/** How often it went out and nobody knows what became of it: a replica died, or the stream. */
const losses = sql<number>`tasks.tries - tasks.unanswered`;
/** Lost so often, a task is suspected of killing whoever takes it. */
const suspectLosses = 2;

/**
 * Takes tasks that may go out: of each conversation the oldest open one, so that a conversation's
 * tasks are answered in order. Of those that were lost before, one at a time of each automation, so
 * that the one that kills replicas is not always in the company of the same others. Rows that
 * another process holds are passed over.
 */
export function claimQueued(db: Database, scope: TaskScope): Promise<ClaimedTask[]> {
  return transact(db, async (tx) => {
    const rows = await selectFirst(tx, scope).where(losses, '<', suspectLosses).execute();
    if ('automation' in scope) rows.push(...(await selectSuspect(tx, scope.automation)));
    const claimed = rows.map((row) => ({ ...row, tries: row.tries + 1 }));
    if (claimed.length > 0) await markSent(tx, claimed);
    return claimed;
  });
}

/** Of each conversation the oldest open task, when it is queued. */
function selectFirst(tx: Transaction, scope: TaskScope) {
  return selectTasks(tx, scope)
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
    );
}

/** The first suspect of an automation, unless another one is out. */
async function selectSuspect(tx: Transaction, automation: string): Promise<ClaimedTask[]> {
  const out = await tx
    .selectFrom('tasks')
    .select('tasks.id')
    .where('tasks.state', '=', 'sent')
    .where('tasks.automation', '=', automation)
    .where(losses, '>', suspectLosses)
    .limit(1)
    .execute();
  if (out.length > 0) return [];
  return selectFirst(tx, { automation }).where(losses, '>=', suspectLosses).limit(1).execute();
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

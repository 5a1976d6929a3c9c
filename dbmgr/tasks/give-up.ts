import { sql } from 'kysely';
import type { Teller } from '../channels/announce.ts';
import { changeConversation } from '../conversations/change-conversation.ts';
import { holdConversation } from '../conversations/hold-conversation.ts';
import type { Database } from '../database/open-database.ts';
import { transact } from '../database/transact.ts';

/** Keeps a task in the dead list and brings its conversation to people. */
export async function giveUpTask(db: Database, who: Teller, taskId: string): Promise<void> {
  await transact(db, async (tx, afterCommit) => {
    const { channel_id } = await tx
      .selectFrom('tasks')
      .select('channel_id')
      .where('id', '=', taskId)
      .executeTakeFirstOrThrow();
    const held = await holdConversation(tx, channel_id);
    const task = await tx
      .selectFrom('tasks')
      .select(['state', 'epoch', 'unanswered'])
      .where('id', '=', taskId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (task.state !== 'sent' || task.epoch !== held.row.epoch) return;
    await tx
      .updateTable('tasks')
      .set({
        state: 'dead',
        unanswered: task.unanswered + 1,
        ended_at: sql<Date>`now(3)`,
        reason: 'unanswered',
      })
      .where('id', '=', taskId)
      .execute();
    const change = { state: 'waiting', reason: 'unanswered' } as const;
    await changeConversation(tx, afterCommit, who, held, change);
  });
}

/** Brings the conversations of automations that were removed to people. */
export async function leaveRemoved(db: Database, who: Teller): Promise<void> {
  const rows = await db
    .selectFrom('automations')
    .innerJoin('conversations', 'conversations.owner_id', 'automations.person_id')
    .where('automations.active', '=', 0)
    .where('conversations.state', '=', 'bot')
    .select('conversations.channel_id')
    .limit(50)
    .execute();
  for (const { channel_id } of rows) {
    await transact(db, async (tx, afterCommit) => {
      const held = await holdConversation(tx, channel_id);
      if (held.row.state !== 'bot') return;
      const change = { state: 'waiting', reason: 'unanswered' } as const;
      await changeConversation(tx, afterCommit, who, held, change);
    });
  }
}

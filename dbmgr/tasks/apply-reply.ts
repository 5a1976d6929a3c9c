import { sql } from 'kysely';
import { fitsMessage, maxTextLength } from '../../internal/contract/entries.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { Reply } from '../../internal/contract/tasks.ts';
import { announceEntries } from '../channels/announce.ts';
import { appendChange, appendMessages, saveLog } from '../channels/locked-log.ts';
import type { Context } from '../context.ts';
import { changeConversation } from '../conversations/change-conversation.ts';
import { type HeldConversation, holdConversation } from '../conversations/hold-conversation.ts';
import { transact, type Transaction } from '../database/transact.ts';

/**
 * Applies an automation's answer once, the task is the key: returns the conversation when it was
 * applied, and null when it had been before. Throws `stale_owner` when the conversation has another
 * owner by now.
 */
export function applyReply(context: Context, reply: Reply): Promise<string | null> {
  if (reply.messages.some((message) => !fitsMessage(message.data))) {
    const limit = maxTextLength.toLocaleString('en');
    throw new AppError('too_large', `A message is longer than ${limit} characters.`);
  }
  return transact(context.db, async (tx, afterCommit) => {
    const known = await readTask(tx, context.request.caller, reply.task);
    if (known.state === 'answered') return null;
    const held = await holdConversation(tx, known.channel_id);
    const task = await tx
      .selectFrom('tasks')
      .select(['state', 'epoch', 'conversation_id'])
      .where('id', '=', reply.task)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (task.state === 'answered') return null;
    const current = task.epoch === reply.epoch && task.epoch === held.row.epoch;
    if (!current || task.state === 'dropped' || task.state === 'dead') {
      throw new AppError('stale_owner', 'The conversation has another owner by now.');
    }
    await writeMessages(tx, context, held, reply);
    await endTask(tx, reply);
    await forgetAbsence(tx, held);
    const { log } = held;
    if (reply.handoff) {
      await writeSummary(tx, context, held, reply.handoff.summary);
      const change = { state: 'waiting', reason: 'handoff' } as const;
      await changeConversation(tx, afterCommit, context, held, change);
    } else if (log.entries.length > 0) {
      await saveLog(tx, log);
      afterCommit(() => announceEntries(context.bus, log.id, log.memberVersion, log.entries));
    }
    return task.conversation_id;
  });
}

/** Another automation's task does not exist for this one. */
async function readTask(tx: Transaction, automation: string, id: string) {
  const task = await tx
    .selectFrom('tasks')
    .innerJoin('automations', 'automations.name', 'tasks.automation')
    .where('tasks.id', '=', id)
    .where('tasks.automation', '=', automation)
    .where('automations.active', '=', 1)
    .select(['tasks.state', 'tasks.channel_id'])
    .executeTakeFirst();
  if (!task) throw new AppError('not_found', 'There is no such task.');
  return task;
}

async function writeMessages(
  tx: Transaction,
  context: Context,
  { log, row }: HeldConversation,
  reply: Reply,
): Promise<void> {
  const drafts = reply.messages.map((message, index) => ({
    sender_id: row.owner_id!,
    sender_name: row.owner_name ?? '',
    sender_role: 'automation' as const,
    cid: `t_${reply.task}_${index + 1}`,
    recipient: '*',
    type: message.type,
    body: message.data,
  }));
  await appendMessages(tx, log, drafts, context.now());
}

/** Everybody in a channel sees all of it, and so does the visitor here. */
async function writeSummary(
  tx: Transaction,
  context: Context,
  { log, row }: HeldConversation,
  summary: string | undefined,
): Promise<void> {
  const text = summary?.trim();
  if (!text) return;
  const body = { code: 'handoff_summary', text };
  await appendChange(tx, log, { kind: 'notice', conversationId: row.id, body }, context.now());
}

/** Whoever answers is back. */
async function forgetAbsence(tx: Transaction, { row }: HeldConversation): Promise<void> {
  if (row.absence_told === 0) return;
  await tx
    .updateTable('conversations')
    .set({ absence_told: false })
    .where('id', '=', row.id)
    .execute();
}

async function endTask(tx: Transaction, reply: Reply): Promise<void> {
  await tx
    .updateTable('tasks')
    .set({
      state: 'answered',
      ended_at: sql<Date>`now(3)`,
      reason: reply.handoff?.reason.trim() || null,
    })
    .where('id', '=', reply.task)
    .execute();
}

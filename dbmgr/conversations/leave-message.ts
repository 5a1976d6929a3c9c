import type { Conversation } from '../../internal/contract/entries.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { refuseLeaving } from '../../internal/policy/conversations.ts';
import type { Teller } from '../channels/announce.ts';
import type { Context } from '../context.ts';
import { type AfterCommit, transact, type Transaction } from '../database/transact.ts';
import { markWaiting } from '../offers/mark-offers.ts';
import { readSettings } from '../organisations/read-settings.ts';
import { readActor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
import { changeConversation } from './change-conversation.ts';
import { type Automation, findAutomation } from './find-automation.ts';
import { type HeldConversation, holdConversation } from './hold-conversation.ts';
import { type ConversationRow, factsOf, presentConversation } from './present-conversation.ts';
import { listChanged, tellLeft } from './waiting-list.ts';

export type LeftMessage = { channel_id: string; email?: string };

/**
 * The visitor does not wait any longer: nobody is offered the conversation, and it stays on every
 * agent's list until somebody takes it.
 */
export function leaveMessage(context: Context, wish: LeftMessage): Promise<Conversation> {
  return transact(context.db, async (tx, afterCommit) => {
    const actor = await readActor(tx, context);
    const held = await holdConversation(tx, wish.channel_id);
    enforce(refuseLeaving(actor, factsOf(held.row)));
    const contact_email = wish.email ?? held.row.contact_email;
    if (isLeft(held.row, contact_email)) return presentConversation(held.row);
    if (held.row.state === 'offered') await markWaiting(tx, context, held, 'withdrawn');
    const left_at = context.now();
    await tx
      .updateTable('conversations')
      .set({ left_message: true, left_at, contact_email })
      .where('id', '=', held.row.id)
      .execute();
    const row = { ...held.row, left_message: 1 as const, left_at, contact_email };
    held.row = row;
    afterCommit(() => tellLeft(context, row));
    if (held.row.state === 'bot') {
      const change = { state: 'waiting', reason: 'left_message' } as const;
      return changeConversation(tx, afterCommit, context, held, change);
    }
    await listChanged(tx, afterCommit, context, held.row.org_id, [held.row]);
    return presentConversation(held.row);
  });
}

/** It was left before, and nobody need hear of it again. */
function isLeft({ state, left_message, contact_email }: ConversationRow, email: string | null) {
  return state === 'waiting' && left_message === 1 && contact_email === email;
}

/** Whoever left a message and asks for a person waits again. */
export async function waitAgain(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  held: HeldConversation,
): Promise<void> {
  const { row } = held;
  if (row.left_message === 0) return;
  const change = tx.updateTable('conversations').set({ left_message: false, left_at: null });
  await change.where('id', '=', row.id).execute();
  const waiting = { ...row, left_message: 0 as const };
  held.row = waiting;
  await listChanged(tx, afterCommit, who, row.org_id, [waiting]);
  afterCommit(() => tellLeft(who, waiting));
}

/** Back to the automation they talked to before, else to the organisation's usual one. */
export function returnToAutomation(context: Context, channelId: string): Promise<Conversation> {
  return transact(context.db, async (tx, afterCommit) => {
    const actor = await readActor(tx, context);
    const held = await holdConversation(tx, channelId);
    enforce(refuseLeaving(actor, factsOf(held.row)));
    if (held.row.state === 'bot') return presentConversation(held.row);
    const { default_automation } = await readSettings(tx, actor.org);
    const automation =
      (await findFormer(tx, held.row.id)) ??
      (default_automation && (await findAutomation(tx, actor.org, default_automation)));
    if (!automation) throw new AppError('conflict', 'There is no automation to go back to.');
    const change = { state: 'bot', automation, reason: 'returned_to_bot' } as const;
    return changeConversation(tx, afterCommit, context, held, change);
  });
}

function findFormer(tx: Transaction, conversationId: string): Promise<Automation | undefined> {
  return tx
    .selectFrom('assignments')
    .innerJoin('automations', 'automations.person_id', 'assignments.owner_id')
    .where('assignments.conversation_id', '=', conversationId)
    .where('automations.active', '=', 1)
    .select(['automations.person_id as id', 'automations.name', 'automations.title'])
    .orderBy('assignments.epoch', 'desc')
    .limit(1)
    .executeTakeFirst();
}

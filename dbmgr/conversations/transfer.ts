import type { TransferAim } from '../../internal/contract/transfer-aim.ts';
import type { Conversation } from '../../internal/contract/entries.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { refuseDirecting } from '../../internal/policy/conversations.ts';
import { type Note, performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import type { AfterCommit, Transaction } from '../database/transact.ts';
import { passOverGiver } from '../offers/pass-over.ts';
import type { Actor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
import { findStaffed } from '../teams/staffed.ts';
import { changeConversation, type OwnerChange } from './change-conversation.ts';
import { claimConversation } from './claim.ts';
import { readAutomation } from './find-automation.ts';
import { type HeldConversation, holdConversation } from './hold-conversation.ts';
import { factsOf, presentConversation } from './present-conversation.ts';

export type Transfer = { channel_id: string; to: TransferAim; note: string };

/** To an agent, who gets it with a seat; to a team at the front of the queue; to an automation. */
export function transferConversation(context: Context, wish: Transfer): Promise<Conversation> {
  return performAct(context, (tx, actor, note, afterCommit) =>
    'agent' in wish.to
      ? giveToAgent(tx, afterCommit, context, { actor, note, wish, agentId: wish.to.agent })
      : giveAway(tx, afterCommit, context, { actor, note, wish }),
  );
}

type Giving = { actor: Actor; note: Note; wish: Transfer };

async function giveToAgent(
  tx: Transaction,
  afterCommit: AfterCommit,
  context: Context,
  { actor, note, wish, agentId }: Giving & { agentId: string },
): Promise<Conversation> {
  const { held, desk, wasTheirs } = await claimConversation(tx, afterCommit, context, {
    agentId,
    channelId: wish.channel_id,
    how: 'transferred',
    why: null,
    isSelf: false,
    refuse: (target, row) => {
      const refusal = refuseDirecting(actor, factsOf(row));
      if (refusal || target.org === actor.org) return refusal;
      return { code: 'not_found', message: 'There is no such agent.' };
    },
  });
  if (wasTheirs) enforce(refuseDirecting(actor, factsOf(held.row)));
  noteTarget(note, held, `to ${desk.name}`);
  await writeNote(tx, held, wish.note);
  return presentConversation(held.row);
}

async function giveAway(
  tx: Transaction,
  afterCommit: AfterCommit,
  context: Context,
  { actor, note, wish }: Giving,
): Promise<Conversation> {
  const held = await holdConversation(tx, wish.channel_id);
  enforce(refuseDirecting(actor, factsOf(held.row)));
  const change = await planChange(tx, actor, wish.to);
  noteTarget(note, held, JSON.stringify(wish.to));
  await writeNote(tx, held, wish.note);
  const before = held.row;
  const conversation = await changeConversation(tx, afterCommit, context, held, change);
  if (change.state === 'waiting') await passOverGiver(tx, before, context.now());
  return conversation;
}

async function planChange(tx: Transaction, actor: Actor, to: TransferAim): Promise<OwnerChange> {
  const reason = 'transferred';
  if ('automation' in to) {
    return { state: 'bot', automation: await readAutomation(tx, actor.org, to.automation), reason };
  }
  const teamId = 'team' in to ? to.team : '';
  const team = await tx
    .selectFrom('teams')
    .select('id')
    .where('id', '=', teamId)
    .where('org_id', '=', actor.org)
    .where('active', '=', 1)
    .forUpdate()
    .executeTakeFirst();
  if (!team) throw new AppError('not_found', 'There is no such team.');
  if (!(await findStaffed(tx, actor.org, [teamId])).has(teamId)) {
    throw new AppError('conflict', 'Nobody in that team answers visitors.');
  }
  return { state: 'waiting', teamId, comesFirst: true, reason };
}

function noteTarget(note: Note, { row }: HeldConversation, detail: string): void {
  note.target = { id: row.id, name: row.visitor_name };
  note.detail = detail;
}

/** What the next one reads; an empty one leaves what stands. */
async function writeNote(tx: Transaction, held: HeldConversation, text: string): Promise<void> {
  if (text === '') return;
  held.row = { ...held.row, staff_note: text };
  await tx
    .updateTable('conversations')
    .set({ staff_note: text })
    .where('id', '=', held.row.id)
    .execute();
}

import type { Conversation } from '../../internal/contract/entries.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { refuseHolding, refuseResuming } from '../../internal/policy/conversations.ts';
import { performAct } from '../audit/perform.ts';
import { announceEntries } from '../channels/announce.ts';
import { appendChange, saveLog } from '../channels/locked-log.ts';
import type { Context } from '../context.ts';
import { transact } from '../database/transact.ts';
import { lockDesk } from '../desks/hold-desks.ts';
import type { MatchParts } from '../offers/match-queue.ts';
import { enforce } from '../refuse.ts';
import { endAssignment } from './assignments.ts';
import { changeConversation } from './change-conversation.ts';
import { claimConversation } from './claim.ts';
import { holdConversation } from './hold-conversation.ts';
import { factsOf, presentConversation } from './present-conversation.ts';
import { tellQueueMoved } from './waiting-list.ts';

export type HoldWish = { channel_id: string; minutes: number };

const maxDue = 100;

/**
 * The agent who has it sets it aside: it takes no seat until the time is over or the visitor says
 * something. It stays theirs.
 */
export function putOnHold(context: Context, wish: HoldWish): Promise<Conversation> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    await lockDesk(tx, actor.id);
    const { log, row } = await holdConversation(tx, wish.channel_id);
    enforce(refuseHolding(actor, factsOf(row)));
    const at = context.now();
    note.target = { id: row.id, name: row.visitor_name };
    note.detail = `${wish.minutes} minutes`;
    const held_until = new Date(at.getTime() + wish.minutes * 60_000);
    const changed = { state: 'on_hold' as const, held_until, changed_at: at };
    await tx.updateTable('conversations').set(changed).where('id', '=', row.id).execute();
    await endAssignment(tx, row.id, 'on_hold', at);
    const conversation = presentConversation({ ...row, ...changed });
    const body = { conversation, reason: 'on_hold' };
    await appendChange(tx, log, { kind: 'conversation', conversationId: row.id, body }, at);
    await saveLog(tx, log);
    afterCommit(() => {
      announceEntries(context.bus, log.id, log.memberVersion, log.entries);
      tellQueueMoved(context, row.org_id);
    });
    return conversation;
  });
}

/** The agent takes it up again, if they have a seat. */
export function resumeConversation(context: Context, channelId: string): Promise<Conversation> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    const { held, wasTheirs } = await claimConversation(tx, afterCommit, context, {
      agentId: actor.id,
      channelId,
      how: 'resumed',
      why: null,
      isSelf: true,
      refuse: (_, row) => refuseResuming(actor, factsOf(row)),
    });
    if (wasTheirs) note.silent = true;
    else note.target = { id: held.row.id, name: held.row.visitor_name };
    return presentConversation(held.row);
  });
}

/**
 * Brings back what is due: to its agent if they have a seat, else to the front of the queue, meant
 * for them. Returns how many.
 */
export async function endHolds(parts: MatchParts): Promise<number> {
  const due = await parts.db
    .selectFrom('conversations')
    .where('state', '=', 'on_hold')
    .where('held_until', '<=', parts.now())
    .where('owner_id', 'is not', null)
    .select(['channel_id', 'owner_id'])
    .orderBy('held_until')
    .limit(maxDue)
    .execute();
  for (const { channel_id, owner_id } of due) await endHold(parts, channel_id, owner_id!);
  return due.length;
}

const isOvertaken = ({ code }: AppError) => code === 'conflict' || code === 'not_found';

function endHold(parts: MatchParts, channelId: string, agentId: string): Promise<void> {
  return transact(parts.db, async (tx, afterCommit) => {
    try {
      await claimConversation(tx, afterCommit, parts, {
        agentId,
        channelId,
        how: 'resumed',
        why: null,
        isSelf: false,
        refuse: (desk, row) => refuseResuming(desk, factsOf(row)),
      });
    } catch (error) {
      // Nothing was written yet, and what was held is held on. Another dbmgr may have been sooner:
      // then it is their agent's no more.
      if (!(error instanceof AppError) || !isOvertaken(error)) throw error;
      const held = await holdConversation(tx, channelId);
      if (held.row.state !== 'on_hold' || held.row.owner_id !== agentId) return;
      await changeConversation(tx, afterCommit, parts, held, {
        state: 'waiting',
        reason: 'hold_over',
        comesFirst: true,
        wantedAgentId: agentId,
      });
    }
  });
}

import type { Conversation } from '../../internal/contract/entries.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { refuseHolding, refuseResuming } from '../../internal/policy/conversations.ts';
import { performAct } from '../audit/perform.ts';
import { readFirstUnseen } from '../alarms/read-facts.ts';
import { announceEntries, type Teller } from '../channels/announce.ts';
import { appendChange, saveLog } from '../channels/locked-log.ts';
import type { Context } from '../context.ts';
import { type AfterCommit, transact, type Transaction } from '../database/transact.ts';
import { lockDesk } from '../desks/hold-desks.ts';
import type { MatchParts } from '../offers/match-queue.ts';
import { enforce } from '../refuse.ts';
import { endAssignment } from './assignments.ts';
import { changeConversation } from './change-conversation.ts';
import { claimConversation } from './claim.ts';
import { type HeldConversation, holdConversation, holdConversations } from './hold-conversation.ts';
import { type ConversationRow, factsOf, presentConversation } from './present-conversation.ts';
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
    await refuseUnread(tx, row, actor.id);
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

/** Else a line that came just before would wait unseen, until the visitor's next one. */
async function refuseUnread(tx: Transaction, row: ConversationRow, ownerId: string): Promise<void> {
  const { channel_id } = row;
  const seat = await tx
    .selectFrom('members')
    .where('channel_id', '=', channel_id)
    .where('person_id', '=', ownerId)
    .select('seen_seq')
    .executeTakeFirst();
  const unseen = await readFirstUnseen(tx, [{ channel_id, seen: seat?.seen_seq ?? 0 }]);
  if (!unseen.has(channel_id)) return;
  const message = `${row.visitor_name} wrote something that you have not seen. Read it first.`;
  throw new AppError('conflict', message);
}

/** The agent takes it up again, if they have a seat; an admin, who has none, at any time. */
export function resumeConversation(context: Context, channelId: string): Promise<Conversation> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    if (actor.role === 'admin') {
      const held = await holdConversation(tx, channelId);
      enforce(refuseResuming(actor, factsOf(held.row)));
      note.target = { id: held.row.id, name: held.row.visitor_name };
      return goOn(tx, afterCommit, context, held, actor);
    }
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
    .innerJoin('people', 'people.id', 'conversations.owner_id')
    .where('conversations.state', '=', 'on_hold')
    .where('conversations.held_until', '<=', parts.now())
    .select(['conversations.channel_id', 'people.id', 'people.name', 'people.role'])
    .orderBy('conversations.held_until')
    .limit(maxDue)
    .execute();
  for (const { channel_id, ...owner } of due) {
    if (owner.role === 'admin') await endHoldOfAdmin(parts, channel_id, owner);
    else await endHold(parts, channel_id, owner.id);
  }
  return due.length;
}

type Owner = { id: string; name: string };

/** It is open again, without a seat: admins have none. */
function goOn(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  held: HeldConversation,
  { id, name }: Owner,
): Promise<Conversation> {
  const change = { state: 'open', agent: { id, name }, reason: 'resumed' } as const;
  return changeConversation(tx, afterCommit, who, held, change);
}

function endHoldOfAdmin(parts: MatchParts, channelId: string, owner: Owner): Promise<void> {
  return transact(parts.db, async (tx, afterCommit) => {
    const held = (await holdConversations(tx, [channelId])).get(channelId);
    if (held?.row.state !== 'on_hold' || held.row.owner_id !== owner.id) return;
    await goOn(tx, afterCommit, parts, held, owner);
  });
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

import type { Conversation } from '../../internal/contract/entries.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { Refusal } from '../../internal/policy/refusal.ts';
import type { Context } from '../context.ts';
import { changeConversation } from '../conversations/change-conversation.ts';
import { claimConversation } from '../conversations/claim.ts';
import { holdConversation } from '../conversations/hold-conversation.ts';
import {
  type ConversationRow,
  isInQueue,
  presentConversation,
} from '../conversations/present-conversation.ts';
import {
  draftConversation,
  insertConversation,
  readOpen,
  tellVisitor,
} from '../conversations/start-conversation.ts';
import { type AfterCommit, transact, type Transaction } from '../database/transact.ts';
import { lockDesk } from '../desks/hold-desks.ts';
import type { MatchParts } from '../offers/match-queue.ts';
import { type Actor, readActor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
import { endInvitation, type Invited } from './end-invitation.ts';

export type Answer = { id: string; accept: boolean };

const maxExpired = 100;

/**
 * A guest says yes or no. Yes opens a conversation on both sides, or the one they have, and takes a
 * seat of the agent; who has none left by now has it first in the queue, meant for them. Where
 * somebody else has them meanwhile, it is too late.
 */
export async function answerInvitation(
  context: Context,
  { id, accept }: Answer,
): Promise<{ conversation: Conversation | null }> {
  const { conversation, refusal } = await transact(context.db, async (tx, afterCommit) => {
    const actor = await readActor(tx, context);
    const invited = await holdInvitation(tx, id, actor, context.now());
    if (!accept) {
      afterCommit(await endInvitation(tx, context, invited, 'declined'));
      return { conversation: null, refusal: null };
    }
    await lockDesk(tx, invited.agent_id);
    const channelId = await openFor(tx, afterCommit, context, actor);
    const conversation = await seat(tx, afterCommit, context, invited.agent_id, channelId);
    const { owner } = conversation;
    if (owner?.kind === 'agent' && owner.id !== invited.agent_id) {
      afterCommit(await endInvitation(tx, context, invited, 'expired'));
      return { conversation, refusal: refuseLate(owner.name) };
    }
    afterCommit(await endInvitation(tx, context, invited, 'accepted', channelId));
    return { conversation, refusal: null };
  });
  enforce(refusal);
  return { conversation };
}

function refuseLate(name = 'Somebody'): Refusal {
  return { code: 'conflict', message: `${name} is already with you.` };
}

async function holdInvitation(
  tx: Transaction,
  id: string,
  actor: Actor,
  now: Date,
): Promise<Invited> {
  const row = await tx
    .selectFrom('invitations')
    .where('id', '=', id)
    .where('pending_visitor_id', '=', actor.id)
    .select(['id', 'agent_id', 'visitor_id', 'ends_at'])
    .forUpdate()
    .executeTakeFirst();
  if (row && row.ends_at > now) return row;
  throw new AppError('not_found', 'This invitation is not open any more.');
}

/** The channel of the conversation they have, or of a new one that waits for nobody yet. */
async function openFor(
  tx: Transaction,
  afterCommit: AfterCommit,
  context: Context,
  visitor: Actor,
): Promise<string> {
  const open = await readOpen(tx, visitor.id);
  if (open) return open.id;
  const row = await draftConversation(tx, context, visitor, { with: 'person' });
  const channel = await insertConversation(tx, visitor, row);
  tellVisitor(afterCommit, context, visitor, channel);
  return channel.id;
}

async function seat(
  tx: Transaction,
  afterCommit: AfterCommit,
  context: Context,
  agentId: string,
  channelId: string,
): Promise<Conversation> {
  const claim = { agentId, channelId, how: 'invited', why: null, isSelf: false, refuse };
  try {
    const { held } = await claimConversation(tx, afterCommit, context, claim);
    return presentConversation(held.row);
  } catch (error) {
    // Nothing was written by the claim yet.
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    const held = await holdConversation(tx, channelId);
    if (held.row.owner_kind === 'agent') return presentConversation(held.row);
    return changeConversation(tx, afterCommit, context, held, {
      state: 'waiting',
      reason: 'invited',
      comesFirst: true,
      wantedAgentId: agentId,
    });
  }
}

function refuse(_: unknown, { state, owner_kind, owner_name }: ConversationRow): Refusal | null {
  if (isInQueue(state) || (state === 'bot' && owner_kind === 'automation')) return null;
  return refuseLate(owner_name ?? undefined);
}

/** Invitations that nobody answered in time; returns how many. */
export async function expireInvitations(parts: MatchParts): Promise<number> {
  const due = await parts.db
    .selectFrom('invitations')
    .where('pending_visitor_id', 'is not', null)
    .where('ends_at', '<=', parts.now())
    .select(['id', 'agent_id', 'visitor_id'])
    .limit(maxExpired)
    .execute();
  for (const invited of due) {
    await transact(parts.db, async (tx, afterCommit) =>
      afterCommit(await endInvitation(tx, parts, invited, 'expired')),
    );
  }
  return due.length;
}

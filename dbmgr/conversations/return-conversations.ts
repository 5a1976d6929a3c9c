import type { Teller } from '../channels/announce.ts';
import type { AfterCommit, Transaction } from '../database/transact.ts';
import { lockDesk } from '../desks/hold-desks.ts';
import { changeOwner } from './change-conversation.ts';
import { type HeldConversation, holdConversations } from './hold-conversation.ts';
import { markWaiting } from '../offers/mark-offers.ts';
import { type Changes, noChanges, settleChanges } from './settle-changes.ts';

/**
 * Gives what an agent has, or is offered, back to the front of the waiting list, because they may
 * not or can no longer work; what is on hold only if so told. Their desk is held, so they get
 * nothing meanwhile. Returns how many.
 */
export async function returnConversations(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  agentId: string,
  { andHeld = true }: { andHeld?: boolean } = {},
): Promise<number> {
  await lockDesk(tx, agentId);
  const states = andHeld ? (['open', 'on_hold'] as const) : (['open'] as const);
  const all = await holdConversations(tx, await findTheirs(tx, agentId, states));
  const changes = noChanges();
  for (const held of all.values()) {
    if (await giveBack(tx, who, held, agentId, changes)) changes.listed.push(held.row);
  }
  await settleChanges(tx, afterCommit, who, changes);
  return changes.listed.length;
}

async function findTheirs(
  tx: Transaction,
  agentId: string,
  states: readonly ('open' | 'on_hold')[],
): Promise<string[]> {
  const owned = await tx
    .selectFrom('conversations')
    .select('channel_id')
    .where('owner_id', '=', agentId)
    .where('state', 'in', states)
    .execute();
  const offered = await tx
    .selectFrom('conversations')
    .select('channel_id')
    .where('offered_to', '=', agentId)
    .where('state', '=', 'offered')
    .execute();
  return [...owned, ...offered].map((row) => row.channel_id);
}

/** False when it is theirs no more. */
async function giveBack(
  tx: Transaction,
  who: Teller,
  held: HeldConversation,
  agentId: string,
  changes: Changes,
): Promise<boolean> {
  if (held.row.offered_to === agentId) {
    await markWaiting(tx, who, held, 'withdrawn');
    return true;
  }
  if (held.row.owner_id !== agentId) return false;
  const change = { state: 'waiting', reason: 'returned', comesFirst: true } as const;
  const changed = await changeOwner(tx, who, held, change);
  changes.tells.push(changed.tell);
  changes.notes.push(changed.notes);
  return true;
}

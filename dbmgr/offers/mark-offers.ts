import type { Reason } from '../../internal/policy/assignment.ts';
import type { Teller } from '../channels/announce.ts';
import type { Transaction } from '../database/transact.ts';
import { endOfferRow } from './offer-rows.ts';
import type { OfferOutcome } from '../desks/tables.ts';
import type { HeldConversation } from '../conversations/hold-conversation.ts';

export type NewOffer = { id: string; agentId: string; endsAt: Date; why: Reason | null };

/**
 * From `waiting` to `offered`. It keeps its owner, the queue, and its epoch; its own log says
 * nothing of it, the waiting list does: `listChanged` follows.
 */
export async function markOffered(
  tx: Transaction,
  who: Teller,
  held: HeldConversation,
  offer: NewOffer,
): Promise<void> {
  const { row } = held;
  const [made_at, why] = [who.now(), JSON.stringify(offer.why)];
  const { id, agentId: agent_id, endsAt: ends_at } = offer;
  await endOfferRow(tx, row, 'withdrawn', made_at);
  await tx
    .insertInto('offers')
    .values({ id, org_id: row.org_id, conversation_id: row.id, agent_id, why, made_at, ends_at })
    .execute();
  const changed = {
    state: 'offered' as const,
    offer_id: id,
    offered_to: agent_id,
    offer_ends_at: ends_at,
    why,
  };
  await tx.updateTable('conversations').set(changed).where('id', '=', row.id).execute();
  held.row = { ...row, ...changed };
}

/** From `offered` back to the front; `listChanged` follows. */
export async function markWaiting(
  tx: Transaction,
  who: Teller,
  held: HeldConversation,
  outcome: Exclude<OfferOutcome, 'accepted'>,
): Promise<void> {
  const { row } = held;
  await endOfferRow(tx, row, outcome, who.now());
  const changed = {
    state: 'waiting' as const,
    offer_id: null,
    offered_to: null,
    offer_ends_at: null,
    why: null,
  };
  await tx
    .updateTable('conversations')
    .set({ ...changed, comes_first: true })
    .where('id', '=', row.id)
    .execute();
  held.row = { ...row, ...changed, comes_first: 1 };
}

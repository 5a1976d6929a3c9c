import type { ConversationRow } from '../conversations/present-conversation.ts';
import type { Transaction } from '../database/transact.ts';
import type { OfferOutcome } from '../desks/tables.ts';

/** Writes down what became of the offer that was open, if one was. */
export async function endOfferRow(
  tx: Transaction,
  { offer_id }: Pick<ConversationRow, 'offer_id'>,
  outcome: OfferOutcome,
  at: Date,
): Promise<void> {
  if (offer_id === null) return;
  await tx
    .updateTable('offers')
    .set({ ended_at: at, outcome })
    .where('id', '=', offer_id)
    .where('ended_at', 'is', null)
    .execute();
}

import type { Teller } from '../channels/announce.ts';
import type { AfterCommit, Transaction } from '../database/transact.ts';
import { changeConversation } from './change-conversation.ts';
import { holdConversation } from './hold-conversation.ts';

/**
 * Gives what an agent has open back to the front of the waiting list, because they may not or can
 * no longer work. The caller holds the agent's row, so none is taken meanwhile. Returns how many.
 */
export async function returnConversations(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  agentId: string,
): Promise<number> {
  const owned = await tx
    .selectFrom('conversations')
    .select('channel_id')
    .where('owner_id', '=', agentId)
    .where('state', 'in', ['open', 'offered', 'on_hold'])
    .orderBy('channel_id')
    .execute();
  let returned = 0;
  for (const { channel_id } of owned) {
    const held = await holdConversation(tx, channel_id);
    if (held.row.owner_id !== agentId) continue;
    await changeConversation(tx, afterCommit, who, held, { state: 'waiting', reason: 'returned' });
    returned++;
  }
  return returned;
}

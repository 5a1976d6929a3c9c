import type { Teller } from '../channels/announce.ts';
import type { AfterCommit, Transaction } from '../database/transact.ts';
import { changeOwner } from './change-conversation.ts';
import { holdConversation } from './hold-conversation.ts';
import type { ConversationRow } from './present-conversation.ts';
import { listChanged } from './waiting-list.ts';

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
  const returned: ConversationRow[] = [];
  const tells: (() => void)[] = [];
  for (const { channel_id } of owned) {
    const held = await holdConversation(tx, channel_id);
    if (held.row.owner_id !== agentId) continue;
    const change = { state: 'waiting', reason: 'returned' } as const;
    tells.push((await changeOwner(tx, who, held, change)).tell);
    returned.push(held.row);
  }
  for (const [org, rows] of Map.groupBy(returned, (row) => row.org_id)) {
    await listChanged(tx, afterCommit, who, org, rows);
  }
  for (const tell of tells) afterCommit(tell);
  return returned.length;
}

import type { Teller } from '../channels/announce.ts';
import type { AfterCommit, Transaction } from '../database/transact.ts';
import { changeOwner } from './change-conversation.ts';
import { holdConversation } from './hold-conversation.ts';
import type { ConversationRow } from './present-conversation.ts';
import { noChanges, settleChanges } from './settle-changes.ts';

type Visitor = {
  visitorId: string;
  reason: string;
  /** What goes on without them. */
  spare?: (row: ConversationRow) => boolean;
};

/** Ends whatever a visitor has open, because they may not or cannot go on. */
export async function closeAllOf(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  { visitorId, reason, spare }: Visitor,
): Promise<void> {
  const open = await tx
    .selectFrom('conversations')
    .where('visitor_id', '=', visitorId)
    .where('state', '!=', 'closed')
    .select('channel_id')
    .orderBy('channel_id')
    .execute();
  const changes = noChanges();
  for (const { channel_id } of open) {
    const held = await holdConversation(tx, channel_id);
    if (held.row.state === 'closed' || spare?.(held.row)) continue;
    const changed = await changeOwner(tx, who, held, { state: 'closed', reason });
    if (changed.isListed) changes.listed.push(held.row);
    changes.tells.push(changed.tell);
    changes.notes.push(changed.notes);
  }
  await settleChanges(tx, afterCommit, who, changes);
}

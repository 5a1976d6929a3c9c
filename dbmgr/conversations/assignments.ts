import type { Transaction } from '../database/transact.ts';
import type { ConversationRow } from './present-conversation.ts';

/** Writes down who has a conversation from now on; nobody has one that is closed. */
export async function beginAssignment(
  tx: Transaction,
  row: Pick<ConversationRow, 'id' | 'epoch' | 'org_id' | 'state' | 'why'> &
    Pick<ConversationRow, 'owner_kind' | 'owner_id' | 'owner_name'>,
  how: string,
  at: Date,
): Promise<void> {
  if (row.state === 'closed') return;
  await tx
    .insertInto('assignments')
    .values({
      conversation_id: row.id,
      epoch: row.epoch,
      org_id: row.org_id,
      owner_kind: row.owner_kind ?? 'queue',
      owner_id: row.owner_id,
      owner_name: row.owner_name,
      how,
      why: row.why,
      started_at: at,
      ended_at: null,
      ended_by: null,
    })
    .execute();
}

export async function endAssignment(
  tx: Transaction,
  conversationId: string,
  reason: string,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('assignments')
    .set({ ended_at: at, ended_by: reason })
    .where('conversation_id', '=', conversationId)
    .where('ended_at', 'is', null)
    .execute();
}

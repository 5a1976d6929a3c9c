import { v7 as uuid } from 'uuid';
import type { ConversationRow } from '../conversations/present-conversation.ts';
import type { Transaction } from '../database/transact.ts';

type Passed = { agentId: string; outcome: 'declined' | 'missed'; at: Date };

/** Whoever had it and gave it back is not the first to be asked; for `before` as it was. */
export async function passOverGiver(
  tx: Transaction,
  before: ConversationRow,
  at: Date,
): Promise<void> {
  const { owner_kind, owner_id } = before;
  if (owner_kind !== 'agent' || owner_id === null) return;
  await passOver(tx, before, { agentId: owner_id, outcome: 'declined', at });
}

/** As an offer that ended so: for a while they are not asked about this conversation. */
export async function passOver(
  tx: Transaction,
  { id, org_id }: Pick<ConversationRow, 'id' | 'org_id'>,
  { agentId: agent_id, outcome, at }: Passed,
): Promise<void> {
  await tx
    .insertInto('offers')
    .values({
      id: uuid(),
      org_id,
      conversation_id: id,
      agent_id,
      why: JSON.stringify(null),
      made_at: at,
      ends_at: at,
      ended_at: at,
      outcome,
    })
    .execute();
}

import { removeMember } from '../channels/members.ts';
import type { Transaction } from '../database/transact.ts';
import type { HeldConversation } from './hold-conversation.ts';

/** Ends it for all who were in it without having it; their ids. The log is saved by the caller. */
export async function expelGuests(tx: Transaction, held: HeldConversation): Promise<string[]> {
  const rows = await tx
    .selectFrom('members')
    .select('person_id')
    .where('channel_id', '=', held.log.id)
    .where('part', '!=', '')
    .execute();
  for (const { person_id } of rows) await removeMember(tx, held.log, person_id);
  return rows.map((row) => row.person_id);
}

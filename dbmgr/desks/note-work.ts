import type { Transaction } from '../database/transact.ts';

/** The agent is at work: what they missed before counts no more. Their desk is held. */
export async function noteWork(tx: Transaction, agentId: string): Promise<void> {
  await tx.updateTable('desks').set({ misses: 0 }).where('person_id', '=', agentId).execute();
}

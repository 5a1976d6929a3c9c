import type { Context } from '../context.ts';
import type { AfterCommit, Transaction } from '../database/transact.ts';
import { returnConversations } from '../conversations/return-conversations.ts';
import { lockDesk } from '../desks/hold-desks.ts';
import { noteShifts } from '../days/note-shifts.ts';
import { leaveWaitingList } from '../conversations/waiting-list.ts';

/** Who tells the mesh; without a bus nothing is told. */
export type Announcer = { bus: Context['bus'] | null; now: Context['now'] };

/**
 * An agent who cannot go on working: offline, off the waiting list, and the open conversations go
 * back to its front. The person's row is locked. Harmless for somebody who is not at work.
 */
export async function leaveWork(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Announcer,
  agent: { id: string; org: string },
): Promise<void> {
  await lockDesk(tx, agent.id);
  await tx.updateTable('people').set({ online: false }).where('id', '=', agent.id).execute();
  await returnConversations(tx, afterCommit, who, agent.id);
  await noteShifts(tx, [agent.id], who.now(), 'gone');
  await leaveWaitingList(tx, afterCommit, who, agent);
}

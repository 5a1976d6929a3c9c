import type { Teller } from '../channels/announce.ts';
import type { AfterCommit, Transaction } from '../database/transact.ts';
import { type NotesChange, settleNotes } from './notes.ts';
import type { ConversationRow } from './present-conversation.ts';
import { listChanged } from './waiting-list.ts';

/** What changes of conversations leave to do, in their order. */
export type Changes = {
  notes: NotesChange[];
  /** Rows that the waiting list is to hear of, as they now are. */
  listed: ConversationRow[];
  /** For after the commit, behind what the waiting list says. */
  tells: (() => void)[];
};

export const noChanges = (): Changes => ({ notes: [], listed: [], tells: [] });

/**
 * The end of a transaction that changed conversations: their notes are locked after all of them,
 * and the waiting list last.
 */
export async function settleChanges(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  { notes, listed, tells }: Changes,
): Promise<void> {
  await settleNotes(tx, afterCommit, who, notes);
  for (const [org, rows] of Map.groupBy(listed, (row) => row.org_id)) {
    await listChanged(tx, afterCommit, who, org, rows);
  }
  for (const tell of tells) afterCommit(tell);
}

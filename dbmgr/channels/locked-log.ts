import { sql } from 'kysely';
import type { Entry, TeamEntry } from '../../internal/contract/entries.ts';
import type { Transaction } from '../database/transact.ts';
import type { MessageDraft } from '../messages/tables.ts';
import { presentChange, presentMessage } from './present-entry.ts';
import type { ChannelsTable } from './tables.ts';

/**
 * A channel whose row this transaction holds: nobody else appends to it or changes its members.
 * What is appended is numbered and collected here, and stands in the channel's row after
 * `saveLog`.
 */
export type LockedLog = {
  id: string;
  org: string;
  kind: ChannelsTable['kind'];
  head: number;
  memberVersion: number;
  entries: Entry[];
};

/** Several channels of one transaction are locked in the order of their ids. */
export async function lockLog(tx: Transaction, channelId: string): Promise<LockedLog | null> {
  const row = await tx
    .selectFrom('channels')
    .select(['id', 'org_id', 'kind', 'head', 'member_version'])
    .where('id', '=', channelId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return null;
  const { id, kind, head } = row;
  return { id, kind, head, org: row.org_id, memberVersion: row.member_version, entries: [] };
}

export async function appendMessages(
  tx: Transaction,
  log: LockedLog,
  drafts: MessageDraft[],
  at: Date,
): Promise<void> {
  if (drafts.length === 0) return;
  const rows = drafts.map((draft) => ({
    ...draft,
    channel_id: log.id,
    org_id: log.org,
    seq: ++log.head,
    sent_at: at,
  }));
  await tx.insertInto('messages').values(rows).execute();
  log.entries.push(...rows.map(presentMessage));
}

export type ChangeDraft =
  | { kind: 'conversation'; conversationId: string; body: object }
  | { kind: 'notice'; conversationId: string | null; body: { code: string; text: string } }
  | { kind: 'message_changed'; conversationId: null; body: object }
  | { kind: 'team'; conversationId: null; body: Omit<TeamEntry, 'kind' | 'seq' | 'ts'> };

export function appendChange(
  tx: Transaction,
  log: LockedLog,
  draft: ChangeDraft,
  at: Date,
): Promise<void> {
  return appendChanges(tx, log, [draft], at);
}

export async function appendChanges(
  tx: Transaction,
  log: LockedLog,
  drafts: readonly ChangeDraft[],
  at: Date,
): Promise<void> {
  if (drafts.length === 0) return;
  const rows = drafts.map((draft) => ({
    channel_id: log.id,
    seq: ++log.head,
    org_id: log.org,
    kind: draft.kind,
    conversation_id: draft.conversationId,
    body: JSON.stringify(draft.body),
    made_at: at,
  }));
  await tx.insertInto('changes').values(rows).execute();
  log.entries.push(...rows.map(presentChange));
}

/** By the database's clock: processes on several hosts compare it. */
export async function saveLog(tx: Transaction, log: LockedLog): Promise<void> {
  await tx
    .updateTable('channels')
    .set({ head: log.head, member_version: log.memberVersion, changed_at: sql<Date>`now(3)` })
    .where('id', '=', log.id)
    .execute();
}

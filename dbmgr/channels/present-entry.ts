import type { Selectable } from 'kysely';
import type { Entry, MessageEntry } from '../../internal/contract/entries.ts';
import type { MessagesTable } from '../messages/tables.ts';
import type { ChangesTable } from './tables.ts';

type Fate = 'reply_to' | 'edited_at' | 'deleted_at';

/** A message's row; what became of it is absent where nothing has. */
export type MessageRow = Omit<Selectable<MessagesTable>, 'org_id' | 'channel_id' | Fate> &
  Partial<{ [Name in Fate]: MessagesTable[Name] | undefined }>;
export type ChangeRow = Pick<
  Selectable<ChangesTable>,
  'seq' | 'kind' | 'conversation_id' | 'body' | 'made_at'
>;

export const messageColumns = [
  'seq',
  'sender_id',
  'sender_name',
  'sender_role',
  'cid',
  'recipient',
  'type',
  'body',
  'sent_at',
  'reply_to',
  'edited_at',
  'deleted_at',
] as const;

export const changeColumns = ['seq', 'kind', 'conversation_id', 'body', 'made_at'] as const;

/** Once for each message that is sent: hence no copies of the whole. */
export function presentMessage(row: MessageRow): MessageEntry {
  const entry: MessageEntry = {
    kind: 'message',
    seq: row.seq,
    ts: row.sent_at.toISOString(),
    id: row.cid,
    to: row.recipient,
    type: row.type,
    data: row.body,
    from: row.sender_id,
    name: row.sender_name,
    role: row.sender_role,
  };
  if (row.reply_to) entry.reply_to = row.reply_to;
  if (row.edited_at) entry.edited_at = row.edited_at.toISOString();
  if (row.deleted_at) entry.deleted = true;
  return entry;
}

/** An entry whose row says everything about it; those of a waiting list need their conversation. */
export function presentChange(row: ChangeRow): Entry {
  const body = JSON.parse(row.body) as object;
  return { kind: row.kind, seq: row.seq, ts: row.made_at.toISOString(), ...body } as Entry;
}

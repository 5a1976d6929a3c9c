import { announceEntries, type Teller } from '../channels/announce.ts';
import { appendChange, saveLog } from '../channels/locked-log.ts';
import { addMember, removeMember } from '../channels/members.ts';
import type { AfterCommit, Transaction } from '../database/transact.ts';
import { tellJoined, tellLeft } from './announce-people.ts';
import type { HeldConversation } from './hold-conversation.ts';
import { settleNotes } from './notes.ts';

export type Part = 'helper' | 'watcher';
export type Person = { id: string; name: string };

/**
 * Somebody of the staff is in a conversation from now on without having it. A helper writes, and
 * everybody reads that they came; of a watcher the log says nothing.
 */
export async function bringIn(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  held: HeldConversation,
  person: Person,
  part: Part,
): Promise<void> {
  const { log, row } = held;
  const isNew = await addMember(tx, log, person.id);
  if (!isNew) log.memberVersion++;
  await tx
    .updateTable('members')
    .set({ part })
    .where('channel_id', '=', log.id)
    .where('person_id', '=', person.id)
    .execute();
  const firstLive = log.head + 1;
  if (part === 'helper') {
    const body = { code: 'helper_joined', text: `${person.name} joined the conversation.` };
    const draft = { kind: 'notice', conversationId: row.id, body } as const;
    await appendChange(tx, log, draft, who.now());
  }
  await saveLog(tx, log);
  await settleNotes(tx, afterCommit, who, [{ row, joins: [person.id], leaves: [] }]);
  afterCommit(() => {
    tellJoined(who, held, person.id, firstLive, part === 'watcher');
    announceEntries(who.bus, log.id, log.memberVersion, log.entries);
  });
}

/** Whoever is in it without having it goes; null when they are not. */
export async function sendAway(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  held: HeldConversation,
  person: Person,
): Promise<Part | null> {
  const { log, row } = held;
  const part = await readPart(tx, log.id, person.id);
  if (!part) return null;
  await removeMember(tx, log, person.id);
  if (part === 'helper') {
    const body = { code: 'helper_left', text: `${person.name} left the conversation.` };
    const draft = { kind: 'notice', conversationId: row.id, body } as const;
    await appendChange(tx, log, draft, who.now());
  }
  await saveLog(tx, log);
  await settleNotes(tx, afterCommit, who, [{ row, joins: [], leaves: [person.id] }]);
  afterCommit(() => {
    announceEntries(who.bus, log.id, log.memberVersion, log.entries);
    tellLeft(who, held, person.id);
  });
  return part;
}

export async function readPart(
  tx: Transaction,
  channelId: string,
  personId: string,
): Promise<Part | null> {
  const row = await tx
    .selectFrom('members')
    .select('part')
    .where('channel_id', '=', channelId)
    .where('person_id', '=', personId)
    .executeTakeFirst();
  return row?.part === 'helper' || row?.part === 'watcher' ? row.part : null;
}

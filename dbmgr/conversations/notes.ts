import { publishEvent } from '../../internal/bus/events.ts';
import type { Channel } from '../../internal/contract/channels.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { mayVisit } from '../../internal/policy/conversations.ts';
import type { Teller } from '../channels/announce.ts';
import { type LockedLog, lockLog, saveLog } from '../channels/locked-log.ts';
import { addMember, removeMember } from '../channels/members.ts';
import type { Context } from '../context.ts';
import { type AfterCommit, transact, type Transaction } from '../database/transact.ts';
import { readActor } from '../people/read-actor.ts';
import { type HeldConversation, holdConversation } from './hold-conversation.ts';
import type { ConversationRow } from './present-conversation.ts';

/** Behind every conversation's id and before `waiting-`: it is locked after all conversations. */
export const notesIdOf = (conversationId: string): string => `notes-${conversationId}`;

/**
 * The private notes beside a conversation for somebody of the staff who is in it, made when there
 * are none. All of the staff in it are members; its visitor never is, and hears nothing of it.
 */
export function openNotes(context: Context, channelId: string): Promise<{ channel: Channel }> {
  return transact(context.db, async (tx, afterCommit) => {
    const actor = await readActor(tx, context);
    const held = await holdConversation(tx, channelId);
    const staff = await readStaff(tx, held);
    const unknown = new AppError('not_found', 'There is no such conversation.');
    if (held.row.org_id !== actor.org || !staff.includes(actor.id)) throw unknown;
    if (held.row.notes_id === null) await makeNotes(tx, context, held);
    await settleNotes(tx, afterCommit, context, [{ row: held.row, joins: staff, leaves: [] }]);
    const log = await lockLog(tx, held.row.notes_id!);
    return { channel: presentNotes(held.row, log!) };
  });
}

export type NotesChange = { row: ConversationRow; joins: string[]; leaves: string[] };

/**
 * Brings who reads the notes of these conversations up to date, where there are notes: after all
 * conversations of the transaction were changed, in the order of their ids, and before the list.
 */
export async function settleNotes(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  changes: readonly NotesChange[],
): Promise<void> {
  const withNotes = changes.filter(({ row }) => row.notes_id !== null);
  const inOrder = withNotes.toSorted((a, b) => (a.row.notes_id! < b.row.notes_id! ? -1 : 1));
  for (const { row, joins, leaves } of inOrder) {
    const log = await lockLog(tx, row.notes_id!);
    if (!log) continue;
    const came: string[] = [];
    const went: string[] = [];
    for (const id of joins) if (await addMember(tx, log, id)) came.push(id);
    for (const id of leaves) if (await removeMember(tx, log, id)) went.push(id);
    if (came.length + went.length === 0) continue;
    await saveLog(tx, log);
    afterCommit(() => tell(who, row, log, came, went));
  }
}

function tell(
  who: Teller,
  row: ConversationRow,
  log: LockedLog,
  came: readonly string[],
  went: readonly string[],
): void {
  if (!who.bus) return;
  const member_version = log.memberVersion;
  for (const person of came) {
    const event = { person, channel: presentNotes(row, log), from_seq: log.head + 1 };
    publishEvent(who.bus, 'channels', 'channelJoined', person, event);
  }
  for (const person of went) {
    const event = { person, channel_id: log.id, member_version };
    publishEvent(who.bus, 'channels', 'channelLeft', person, event);
  }
}

export function presentNotes(
  row: Pick<ConversationRow, 'channel_id' | 'visitor_name'>,
  log: Pick<LockedLog, 'id' | 'head' | 'memberVersion'>,
  seen = 0,
): Channel {
  return {
    id: log.id,
    kind: 'notes',
    name: `Notes on ${row.visitor_name}`,
    head: log.head,
    member_version: log.memberVersion,
    seen,
    conversation: null,
    notes_of: row.channel_id,
  };
}

async function makeNotes(tx: Transaction, context: Context, held: HeldConversation): Promise<void> {
  const { row } = held;
  const at = context.now();
  const id = notesIdOf(row.id);
  await tx
    .insertInto('channels')
    .values({ id, org_id: row.org_id, kind: 'notes', changed_at: at, made_at: at })
    .execute();
  await tx.updateTable('conversations').set({ notes_id: id }).where('id', '=', row.id).execute();
  held.row = { ...row, notes_id: id };
}

/** Everybody in it who is neither its visitor nor an automation. */
async function readStaff(tx: Transaction, { log, row }: HeldConversation): Promise<string[]> {
  const people = await tx
    .selectFrom('members')
    .innerJoin('people', 'people.id', 'members.person_id')
    .where('members.channel_id', '=', log.id)
    .where('people.id', '!=', row.visitor_id)
    .select(['people.id', 'people.role', 'members.part'])
    .execute();
  return people
    .filter(({ role, part }) => role !== 'automation' && (!mayVisit(role) || part === 'helper'))
    .map(({ id }) => id);
}

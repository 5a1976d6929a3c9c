import { publishEvent } from '../../internal/bus/events.ts';
import type { Person } from '../../internal/contract/people.ts';
import { announceEntries, type Teller } from '../channels/announce.ts';
import { appendChange, saveLog } from '../channels/locked-log.ts';
import { addMember, removeMember } from '../channels/members.ts';
import { presentChannel } from '../channels/present-channel.ts';
import type { AfterCommit, Transaction } from '../database/transact.ts';
import { type HeldConversation, holdConversations } from './hold-conversation.ts';
import { type ConversationRow, isInQueue, presentConversation } from './present-conversation.ts';
import { listChanged } from './waiting-list.ts';

type Move = { from: string; to: Person };

/**
 * Gives what a nameless visitor talked about to the person whom a site says they are: the
 * conversations with all that stands in them, each with an entry that says so. Of what was cleared
 * nothing is left that could be given.
 */
export async function moveConversations(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  move: Move,
): Promise<void> {
  const theirs = await tx
    .selectFrom('conversations')
    .where('visitor_id', '=', move.from)
    .where('cleared_at', 'is', null)
    .select('channel_id')
    .execute();
  const all = await holdConversations(
    tx,
    theirs.map(({ channel_id }) => channel_id),
  );
  const waiting: ConversationRow[] = [];
  for (const held of all.values()) {
    if (held.row.visitor_id !== move.from) continue;
    await moveOne(tx, afterCommit, who, held, move);
    if (isInQueue(held.row.state)) waiting.push(held.row);
  }
  await moveContact(tx, move);
  await listChanged(tx, afterCommit, who, move.to.org, waiting);
}

/** Where they wished to be written to; whoever has an address already keeps it. */
async function moveContact(tx: Transaction, { from, to }: Move): Promise<void> {
  const row = await tx
    .selectFrom('people')
    .where('id', '=', from)
    .select('contact_email')
    .executeTakeFirst();
  if (!row?.contact_email) return;
  await tx.updateTable('people').set({ contact_email: null }).where('id', '=', from).execute();
  await tx
    .updateTable('people')
    .set({ contact_email: row.contact_email })
    .where('id', '=', to.id)
    .where('role', '=', 'user')
    .where('contact_email', 'is', null)
    .execute();
}

async function moveOne(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  held: HeldConversation,
  { from, to }: Move,
): Promise<void> {
  const { log, row } = held;
  const seat = await tx
    .selectFrom('members')
    .where('channel_id', '=', log.id)
    .where('person_id', '=', from)
    .select('seen_seq')
    .executeTakeFirst();
  const seen = seat?.seen_seq ?? 0;
  await addMember(tx, log, to.id, { seen });
  await removeMember(tx, log, from);
  const isSecond = row.open_visitor_id !== null && (await hasOpen(tx, to.id));
  const open_visitor_id = row.open_visitor_id === null || isSecond ? null : to.id;
  const changed = { visitor_id: to.id, visitor_name: to.name, open_visitor_id };
  await tx.updateTable('conversations').set(changed).where('id', '=', row.id).execute();
  await tx
    .updateTable('messages')
    .set({ sender_id: to.id })
    .where('channel_id', '=', log.id)
    .where('sender_id', '=', from)
    .execute();
  held.row = { ...row, ...changed };
  const conversation = presentConversation(held.row);
  const body = { conversation, reason: 'identified' };
  const firstLive = log.head + 1;
  await appendChange(tx, log, { kind: 'conversation', conversationId: row.id, body }, who.now());
  await saveLog(tx, log);
  const place = { head: log.head, member_version: log.memberVersion, seen_seq: seen };
  const channel = presentChannel('user', held.row, place);
  afterCommit(() => {
    if (!who.bus) return;
    const joined = { person: to.id, channel, from_seq: firstLive };
    publishEvent(who.bus, 'channels', 'channelJoined', to.id, joined);
    announceEntries(who.bus, log.id, log.memberVersion, log.entries);
    publishEvent(who.bus, 'channels', 'channelLeft', from, {
      person: from,
      channel_id: log.id,
      member_version: log.memberVersion,
    });
  });
}

async function hasOpen(tx: Transaction, visitorId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('conversations')
    .where('open_visitor_id', '=', visitorId)
    .select('id')
    .executeTakeFirst();
  return row !== undefined;
}

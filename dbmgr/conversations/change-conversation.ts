import { sql } from 'kysely';
import { publishEvent } from '../../internal/bus/events.ts';
import type { Conversation, ConversationState } from '../../internal/contract/entries.ts';
import { announceEntries, type Teller } from '../channels/announce.ts';
import { appendChange, saveLog } from '../channels/locked-log.ts';
import { addMember, removeMember } from '../channels/members.ts';
import type { AfterCommit, Transaction } from '../database/transact.ts';
import type { HeldConversation } from './hold-conversation.ts';
import { type ConversationRow, nameFor, presentConversation } from './present-conversation.ts';
import { listChanged } from './waiting-list.ts';

/** Who has it from now on, and why: `handoff`, `taken`, `closed`, `returned`, `unanswered`. */
export type OwnerChange = {
  state: Extract<ConversationState, 'waiting' | 'open' | 'closed'>;
  agent?: { id: string; name: string };
  reason: string;
};

/**
 * Changes a conversation's owner: the epoch grows, its open tasks end, members come and go, its
 * log and the waiting list get their entries, and what it appends goes out after the commit
 * together with whatever this transaction appended to the log before.
 */
export async function changeConversation(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  held: HeldConversation,
  change: OwnerChange,
): Promise<Conversation> {
  const { conversation, isListed, tell } = await changeOwner(tx, who, held, change);
  if (isListed) await listChanged(tx, afterCommit, who, held.row.org_id, [held.row]);
  afterCommit(tell);
  return conversation;
}

export type ChangedOwner = {
  conversation: Conversation;
  /** The waiting list is to hear of it, after all channels of this transaction were changed. */
  isListed: boolean;
  /** For after the commit. */
  tell: () => void;
};

/** All of it but the waiting list, whose channel is locked last of all. */
export async function changeOwner(
  tx: Transaction,
  who: Teller,
  held: HeldConversation,
  change: OwnerChange,
): Promise<ChangedOwner> {
  const { log, row: before } = held;
  const at = who.now();
  const versionBefore = log.memberVersion;
  const row = await updateRow(tx, before, change, at);
  held.row = row;
  await dropTasks(tx, row.id, change.reason);
  const goes = before.owner_id !== null && before.owner_id !== change.agent?.id;
  if (goes) await removeMember(tx, log, before.owner_id!);
  if (change.agent) await addMember(tx, log, change.agent.id);
  const conversation = presentConversation(row);
  const body = { conversation, reason: change.reason };
  const firstLive = log.head + 1;
  await appendChange(tx, log, { kind: 'conversation', conversationId: row.id, body }, at);
  await saveLog(tx, log);
  const { memberVersion } = log;
  // The one who ends it still hears that it ended; whoever is sent away hears nothing more.
  const toldVersion = change.state === 'closed' ? versionBefore : memberVersion;
  const tell = () => {
    if (change.agent) announceJoined(who, held, change.agent.id, firstLive);
    announceEntries(who.bus, log.id, toldVersion, log.entries);
    if (goes && before.owner_kind === 'agent') announceLeft(who, held, before.owner_id!);
  };
  const isListed = before.state === 'waiting' || row.state === 'waiting';
  return { conversation, isListed, tell };
}

async function updateRow(
  tx: Transaction,
  before: ConversationRow,
  change: OwnerChange,
  at: Date,
): Promise<ConversationRow> {
  const closed = change.state === 'closed';
  const changed = {
    state: change.state,
    owner_kind: change.agent ? ('agent' as const) : null,
    owner_id: change.agent?.id ?? null,
    owner_name: change.agent?.name ?? null,
    automation: null,
    epoch: before.epoch + 1,
    open_visitor_id: closed ? null : before.open_visitor_id,
    // Kept from the first wait on, so that a conversation which returns goes to the front.
    waiting_since: change.state === 'waiting' ? (before.waiting_since ?? at) : before.waiting_since,
    changed_at: at,
    closed_at: closed ? at : null,
  };
  await tx
    .updateTable('conversations')
    .set({ ...changed, absence_told: false })
    .where('id', '=', before.id)
    .execute();
  return { ...before, ...changed, absence_told: 0 };
}

async function dropTasks(tx: Transaction, conversationId: string, reason: string): Promise<void> {
  await tx
    .updateTable('tasks')
    .set({ state: 'dropped', ended_at: sql<Date>`now(3)`, reason })
    .where('conversation_id', '=', conversationId)
    .where('state', 'in', ['queued', 'sent'])
    .execute();
}

function announceJoined(who: Teller, held: HeldConversation, personId: string, from: number) {
  if (!who.bus) return;
  const { log, row } = held;
  publishEvent(who.bus, 'channels', 'channelJoined', personId, {
    person: personId,
    channel: {
      id: log.id,
      kind: 'conversation',
      name: nameFor('agent', row),
      head: log.head,
      member_version: log.memberVersion,
      seen: 0,
      conversation: presentConversation(row),
    },
    from_seq: from,
  });
}

function announceLeft(who: Teller, { log }: HeldConversation, personId: string): void {
  if (!who.bus) return;
  publishEvent(who.bus, 'channels', 'channelLeft', personId, {
    person: personId,
    channel_id: log.id,
    member_version: log.memberVersion,
  });
}

import { sql } from 'kysely';
import type { Conversation } from '../../internal/contract/entries.ts';
import type { Reason } from '../../internal/policy/assignment.ts';
import { announceEntries, type Teller } from '../channels/announce.ts';
import { appendChange, type LockedLog, saveLog } from '../channels/locked-log.ts';
import { addMember, removeMember } from '../channels/members.ts';
import type { AfterCommit, Transaction } from '../database/transact.ts';
import { endOvertaken } from '../invitations/end-invitation.ts';
import { endOfferRow } from '../offers/offer-rows.ts';
import { storeFigures } from '../reports/store-figures.ts';
import { tellJoined, tellLeft } from './announce-people.ts';
import { beginAssignment, endAssignment } from './assignments.ts';
import type { HeldConversation } from './hold-conversation.ts';
import { expelGuests } from './expel-guests.ts';
import type { NotesChange } from './notes.ts';
import { type ConversationRow, isInQueue, presentConversation } from './present-conversation.ts';
import { settleChanges } from './settle-changes.ts';
import { tellQueueMoved } from './waiting-list.ts';

/**
 * Who has it from now on, and the reason: `handoff`, `taken`, `closed`, `returned`, `unanswered`,
 * and what stands in docs/decisions/queue.md.
 */
export type OwnerChange = {
  reason: string;
  /** Why this agent and no other, where one was chosen. */
  why?: Reason | null;
} & (
  | { state: 'waiting'; comesFirst?: boolean; teamId?: string | null; wantedAgentId?: string }
  | { state: 'open'; agent: { id: string; name: string } }
  | { state: 'bot'; automation: { id: string; name: string; title: string } }
  /** What it was about, where somebody said so. */
  | { state: 'closed'; category?: string | null }
);

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
  const { conversation, isListed, notes, tell } = await changeOwner(tx, who, held, change);
  const listed = isListed ? [held.row] : [];
  await settleChanges(tx, afterCommit, who, { notes: [notes], listed, tells: [tell] });
  return conversation;
}

export type ChangedOwner = {
  conversation: Conversation;
  /** The waiting list is to hear of it, after all channels of this transaction were changed. */
  isListed: boolean;
  /** Who reads its notes from now on, and who no longer: for `settleChanges`. */
  notes: NotesChange;
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
  const isAccepted = row.owner_id !== null && row.owner_id === before.offered_to;
  await endOfferRow(tx, before, isAccepted ? 'accepted' : 'withdrawn', at);
  await endAssignment(tx, before.id, change.reason, at);
  await beginAssignment(tx, row, change.reason, at);
  if (change.state === 'closed') {
    await storeFigures(tx, row, { leftMessage: before.left_message === 1 }, at);
  }
  const goes = before.owner_id !== null && before.owner_id !== row.owner_id;
  if (goes) await removeMember(tx, log, before.owner_id!);
  if (row.owner_id !== null) await seatOwner(tx, log, row.owner_id);
  const guests = change.state === 'closed' ? await expelGuests(tx, held) : [];
  const tellInvitation =
    change.state === 'open' ? await endOvertaken(tx, who, row.visitor_id, change.agent.id) : null;
  const conversation = presentConversation(row);
  const body = { conversation, reason: change.reason };
  const firstLive = log.head + 1;
  await appendChange(tx, log, { kind: 'conversation', conversationId: row.id, body }, at);
  await saveLog(tx, log);
  const { memberVersion } = log;
  // The one who ends it still hears that it ended; whoever is sent away hears nothing more.
  const toldVersion = change.state === 'closed' ? versionBefore : memberVersion;
  const tell = () => {
    if (change.state === 'open') tellJoined(who, held, change.agent.id, firstLive);
    announceEntries(who.bus, log.id, toldVersion, log.entries);
    if (goes && before.owner_kind === 'agent') tellLeft(who, held, before.owner_id!);
    for (const guest of guests) tellLeft(who, held, guest);
    if (before.state === 'open') tellQueueMoved(who, row.org_id);
    tellInvitation?.();
  };
  const isListed = isInQueue(before.state) || isInQueue(row.state);
  const leaves = [...guests, ...(goes ? [before.owner_id!] : [])];
  const notes = { row, joins: change.state === 'open' ? [change.agent.id] : [], leaves };
  return { conversation, isListed, notes, tell };
}

/** Whoever helped or watched before has it now. */
async function seatOwner(tx: Transaction, log: LockedLog, ownerId: string): Promise<void> {
  if (await addMember(tx, log, ownerId)) return;
  await tx
    .updateTable('members')
    .set({ part: '' })
    .where('channel_id', '=', log.id)
    .where('person_id', '=', ownerId)
    .execute();
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
    ...ownerOf(change),
    epoch: before.epoch + 1,
    open_visitor_id: closed ? null : before.open_visitor_id,
    changed_at: at,
    closed_at: closed ? at : null,
    category: change.state === 'closed' ? (change.category ?? null) : before.category,
    offer_id: null,
    offered_to: null,
    offer_ends_at: null,
    held_until: null,
    why: change.why ? JSON.stringify(change.why) : null,
    ...placeInQueue(before, change, at),
  };
  await tx
    .updateTable('conversations')
    .set({ ...changed, ...flagsOf(changed), absence_told: false })
    .where('id', '=', before.id)
    .execute();
  return { ...before, ...changed, absence_told: 0 };
}

/** Numbers as rows have them, flags as they are written. */
const flagsOf = ({ comes_first, left_message }: { comes_first: number; left_message: number }) => ({
  comes_first: comes_first === 1,
  left_message: left_message === 1,
});

function ownerOf(change: OwnerChange) {
  if (change.state === 'open') {
    const { id, name } = change.agent;
    return { owner_kind: 'agent' as const, owner_id: id, owner_name: name, automation: null };
  }
  if (change.state === 'bot') {
    const { id, name, title } = change.automation;
    return { owner_kind: 'automation' as const, owner_id: id, owner_name: title, automation: name };
  }
  return { owner_kind: null, owner_id: null, owner_name: null, automation: null };
}

/** What came back to the queue waits since it first did, and goes before the others. */
function placeInQueue(before: ConversationRow, change: OwnerChange, at: Date) {
  const { waiting_since, first_waited_at, left_message } = before;
  if (change.state !== 'waiting') {
    const since = change.state === 'bot' ? null : waiting_since;
    return { waiting_since: since, comes_first: 0, left_message: 0, wanted_agent_id: null };
  }
  return {
    waiting_since: waiting_since ?? at,
    first_waited_at: first_waited_at ?? at,
    comes_first: change.comesFirst ? 1 : 0,
    left_message,
    team_id: change.teamId === undefined ? before.team_id : change.teamId,
    wanted_agent_id: change.wantedAgentId ?? null,
  };
}

async function dropTasks(tx: Transaction, conversationId: string, reason: string): Promise<void> {
  await tx
    .updateTable('tasks')
    .set({ state: 'dropped', ended_at: sql<Date>`now(3)`, reason })
    .where('conversation_id', '=', conversationId)
    .where('state', 'in', ['queued', 'sent'])
    .execute();
}

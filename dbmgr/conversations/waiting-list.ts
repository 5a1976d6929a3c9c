import { publishEvent } from '../../internal/bus/events.ts';
import type { Channel } from '../../internal/contract/channels.ts';
import { announceEntries, type Teller } from '../channels/announce.ts';
import { type LockedLog, lockLog, saveLog } from '../channels/locked-log.ts';
import { addMember, removeMember } from '../channels/members.ts';
import type { AfterCommit, Transaction } from '../database/transact.ts';
import type { ConversationRow } from './present-conversation.ts';
import { presentWaiting, waitingListId } from './waiting-entries.ts';

export type AgentOfOrg = { id: string; org: string };

/**
 * Tells an organisation's agents how these conversations now are: one entry each in its waiting
 * list. Call it after everything else about them is written; the list is locked last of all
 * channels.
 */
export async function listChanged(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  org: string,
  rows: readonly ConversationRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const log = await lockList(tx, org);
  const at = who.now();
  const entries = await presentWaiting(tx, rows, { seq: 0, at });
  for (const entry of entries) entry.seq = ++log.head;
  const changes = entries.map((entry) => ({
    channel_id: log.id,
    seq: entry.seq,
    org_id: org,
    kind: 'waiting' as const,
    conversation_id: entry.conversation.id,
    body: '{}',
    made_at: at,
  }));
  await tx.insertInto('changes').values(changes).execute();
  await saveLog(tx, log);
  afterCommit(() => {
    announceEntries(who.bus, log.id, log.memberVersion, entries);
    tellQueueMoved(who, org);
  });
}

/** Somebody waits, or a seat may be free: who has nothing else to do looks whether they match. */
export function tellQueueMoved(who: Teller, org: string): void {
  if (who.bus) publishEvent(who.bus, 'conversations', 'queueMoved', org, { org });
}

/** The visitor's own tabs hear at once that they wait no longer, or again. */
export function tellLeft(who: Teller, { org_id: org, channel_id, left_message }: LeftRow): void {
  if (!who.bus) return;
  const left = { channel_id, is_left: left_message === 1 };
  publishEvent(who.bus, 'conversations', 'placesTold', org, {
    org,
    places: [],
    whole: false,
    left,
  });
}

type LeftRow = Pick<ConversationRow, 'org_id' | 'channel_id' | 'left_message'>;

/** An agent came online: the waiting list is theirs to see. Doing it twice changes nothing. */
export async function joinWaitingList(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  agent: AgentOfOrg,
): Promise<void> {
  const log = await lockList(tx, agent.org);
  const before = await countMembers(tx, log.id);
  if (!(await addMember(tx, log, agent.id))) return;
  await saveLog(tx, log);
  afterCommit(() => {
    if (!who.bus) return;
    publishEvent(who.bus, 'channels', 'channelJoined', agent.id, {
      person: agent.id,
      channel: presentList(log),
      from_seq: log.head + 1,
    });
    if (before === 0) announceAgents(who, agent.org, true);
    tellQueueMoved(who, agent.org);
  });
}

/** An agent went offline or may no longer work. Doing it twice changes nothing. */
export async function leaveWaitingList(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  agent: AgentOfOrg,
): Promise<void> {
  const log = await lockList(tx, agent.org);
  if (!(await removeMember(tx, log, agent.id))) return;
  await saveLog(tx, log);
  const left = await countMembers(tx, log.id);
  afterCommit(() => {
    if (!who.bus) return;
    publishEvent(who.bus, 'channels', 'channelLeft', agent.id, {
      person: agent.id,
      channel_id: log.id,
      member_version: log.memberVersion,
    });
    if (left === 0) announceAgents(who, agent.org, false);
  });
}

/** The waiting list as an agent's socket gets it: nothing in it is unread by being old. */
export function presentList(log: Pick<LockedLog, 'id' | 'head' | 'memberVersion'>): Channel {
  return {
    id: log.id,
    kind: 'waiting_list',
    name: 'Waiting list',
    head: log.head,
    member_version: log.memberVersion,
    seen: log.head,
    conversation: null,
  };
}

async function lockList(tx: Transaction, org: string): Promise<LockedLog> {
  const log = await lockLog(tx, waitingListId(org));
  if (!log) throw new Error(`the organisation ${org} has no waiting list`);
  return log;
}

async function countMembers(tx: Transaction, channelId: string): Promise<number> {
  const { count } = await tx
    .selectFrom('members')
    .where('channel_id', '=', channelId)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

function announceAgents(who: Teller, org: string, online: boolean): void {
  if (who.bus) publishEvent(who.bus, 'conversations', 'agentsAvailable', org, { org, online });
}

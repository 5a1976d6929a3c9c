import { sql } from 'kysely';
import { v7 as uuid } from 'uuid';
import { publishEvent } from '../../internal/bus/events.ts';
import type { Channel } from '../../internal/contract/channels.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { refuseStarting } from '../../internal/policy/conversations.ts';
import { refuseChat } from '../../internal/policy/guests.ts';
import { presentChannel } from '../channels/present-channel.ts';
import type { Context } from '../context.ts';
import { type AfterCommit, transact, type Transaction } from '../database/transact.ts';
import { readSettings } from '../organisations/read-settings.ts';
import { type Actor, readActor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
import { readAutomation } from './find-automation.ts';
import { beginAssignment } from './assignments.ts';
import type { ConversationRow } from './present-conversation.ts';
import { readStaffing } from './staffing.ts';
import { listChanged } from './waiting-list.ts';

/** So many conversations may one visitor start within a minute. */
const maxStarts = 20;
const startsWindowMs = 60_000;

export type Started = {
  channel: Channel;
  created: boolean;
  agents_online: boolean;
  next_opening?: string;
};

export type Wish = { with: string; language?: string; email?: string };

/**
 * The visitor's open conversation, or a new one. Their own row is held, so that 50 wishes at once
 * make one; the unique `open_visitor_id` is the second guard.
 */
export function startConversation(context: Context, wish: Wish): Promise<Started> {
  return transact(context.db, async (tx, afterCommit) => {
    const visitor = await readActor(tx, context);
    enforce(refuseStarting(visitor));
    const staffed = await readStaffing(tx, visitor.org, context.now());
    const open = await readOpen(tx, visitor.id);
    if (open) return { channel: open, created: false, ...staffed };
    await refuseHaste(tx, context, visitor);
    await admit(tx, visitor, wish.email);
    const row = await draftConversation(tx, context, visitor, wish);
    const channel = await insertConversation(tx, visitor, row);
    if (row.state === 'waiting') await listChanged(tx, afterCommit, context, visitor.org, [row]);
    tellVisitor(afterCommit, context, visitor, channel);
    return { channel, created: true, ...staffed };
  });
}

/** Who the settings let chat; an e-mail address that was left is kept with them. */
async function admit(tx: Transaction, visitor: Actor, email: string | undefined): Promise<void> {
  const { who_may_chat: mode } = await readSettings(tx, visitor.org);
  if (mode === 'guests' && email === undefined) return;
  const person = tx.selectFrom('people').where('id', '=', visitor.id).select('contact_email');
  const { contact_email } = await person.executeTakeFirstOrThrow();
  const hasEmail = (email ?? contact_email) !== null;
  enforce(refuseChat(mode, { role: visitor.role, hasEmail }));
  if (email === undefined || email === contact_email) return;
  const change = tx.updateTable('people').set({ contact_email: email });
  await change.where('id', '=', visitor.id).execute();
}

export async function readOpen(tx: Transaction, visitorId: string): Promise<Channel | null> {
  const row = await tx
    .selectFrom('conversations')
    .selectAll()
    .where('open_visitor_id', '=', visitorId)
    .executeTakeFirst();
  if (!row) return null;
  const place = await tx
    .selectFrom('channels')
    .innerJoin('members', 'members.channel_id', 'channels.id')
    .where('channels.id', '=', row.channel_id)
    .where('members.person_id', '=', visitorId)
    .select(['channels.head', 'channels.member_version', 'members.seen_seq'])
    .executeTakeFirstOrThrow();
  return presentChannel('user', row, place);
}

async function refuseHaste(tx: Transaction, context: Context, visitor: Actor): Promise<void> {
  const { count } = await tx
    .selectFrom('conversations')
    .where('visitor_id', '=', visitor.id)
    .where('started_at', '>', new Date(context.now().getTime() - startsWindowMs))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  if (count < maxStarts) return;
  const message = 'You started many conversations within a minute. Try again in a minute.';
  throw new AppError('rate_limited', message, { retryMs: startsWindowMs });
}

export async function draftConversation(
  tx: Transaction,
  context: Context,
  visitor: Actor,
  { with: partner, language }: Wish,
): Promise<ConversationRow> {
  const at = context.now();
  const people = partner === 'person';
  const automation = people ? null : await readAutomation(tx, visitor.org, partner);
  return {
    id: uuid(),
    org_id: visitor.org,
    channel_id: uuid(),
    visitor_id: visitor.id,
    visitor_name: visitor.name,
    open_visitor_id: visitor.id,
    state: people ? 'waiting' : 'bot',
    owner_kind: automation ? 'automation' : null,
    owner_id: automation?.id ?? null,
    owner_name: automation?.title ?? null,
    automation: automation?.name ?? null,
    epoch: 1,
    waiting_since: people ? at : null,
    absence_told: 0,
    started_at: at,
    changed_at: at,
    closed_at: null,
    ...asNew,
    first_waited_at: people ? at : null,
    language: language ?? null,
  };
}

/** Nothing of the queue is known of it yet. */
export const asNew = {
  priority: 0,
  comes_first: 0,
  first_waited_at: null,
  language: null,
  skill: null,
  team_id: null,
  wanted_agent_id: null,
  offer_id: null,
  offered_to: null,
  offer_ends_at: null,
  why: null,
  held_until: null,
  staff_note: null,
  left_message: 0,
  left_at: null,
  notes_id: null,
  contact_email: null,
  category: null,
  cleared_at: null,
} as const;

export async function insertConversation(
  tx: Transaction,
  visitor: Actor,
  row: ConversationRow,
): Promise<Channel> {
  const at = row.started_at;
  const id = row.channel_id;
  await tx
    .insertInto('channels')
    .values({ id, org_id: row.org_id, kind: 'conversation', changed_at: at, made_at: at })
    .execute();
  await tx
    .insertInto('conversations')
    .values({ ...row, absence_told: false, comes_first: false, left_message: false })
    .execute();
  await beginAssignment(tx, row, 'started', at);
  const people = [visitor.id, ...(row.owner_id === null ? [] : [row.owner_id])];
  const members = people.map((person_id) => ({
    channel_id: id,
    person_id,
    joined_version: 1,
    joined_at: sql<Date>`now(3)`,
  }));
  await tx.insertInto('members').values(members).execute();
  return presentChannel('user', row, { head: 0, member_version: 1, seen_seq: 0 });
}

/** Their other tabs and the one that asked get the channel live from its first entry. */
export function tellVisitor(
  afterCommit: AfterCommit,
  context: Context,
  visitor: Actor,
  channel: Channel,
): void {
  afterCommit(() =>
    publishEvent(context.bus, 'channels', 'channelJoined', visitor.id, {
      person: visitor.id,
      channel,
      from_seq: 1,
    }),
  );
}

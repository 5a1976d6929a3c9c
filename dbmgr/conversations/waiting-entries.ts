import type { Kysely } from 'kysely';
import type { WaitingEntry } from '../../internal/contract/entries.ts';
import { explainReason, type Reason } from '../../internal/policy/assignment.ts';
import type { Tables } from '../database/tables.ts';
import { orderOfTurns } from './turns.ts';
import { readHandoffNotes } from './handoff-notes.ts';
import { readLastLines } from './last-lines.ts';
import { type ConversationRow, presentConversation } from './present-conversation.ts';

/** Agents see at most so many waiting conversations at once, those that wait longest. */
export const maxWaitingShown = 100;

export const waitingListId = (org: string): string => `waiting-${org}`;

/** Conversations as a waiting list shows them, with their last lines, as they now are. */
export async function presentWaiting(
  db: Kysely<Tables>,
  rows: readonly ConversationRow[],
  place: { seq: number; at: Date },
): Promise<WaitingEntry[]> {
  // What is for one team is nothing that all agents read.
  const forAll = rows.filter((row) => row.team_id === null);
  const last = await readLastLines(
    db,
    forAll.map((row) => row.channel_id),
  );
  const notes = await readHandoffNotes(
    db,
    forAll.map((row) => row.id),
  );
  return rows.map((row) => ({
    kind: 'waiting',
    seq: place.seq,
    ts: place.at.toISOString(),
    conversation: presentConversation(row),
    note: (row.team_id === null ? row.staff_note : null) ?? notes.get(row.id),
    team_id: row.team_id ?? undefined,
    offer: presentOffer(row),
    left_message: row.left_message === 1 ? true : undefined,
    last: last.get(row.channel_id) ?? [],
  }));
}

function presentOffer(row: ConversationRow): WaitingEntry['offer'] {
  const { state, offered_to, offer_ends_at, why } = row;
  if (state !== 'offered' || offered_to === null || offer_ends_at === null) return undefined;
  const reason = why === null ? null : (JSON.parse(why) as Reason | null);
  const sentence = reason ? explainReason(reason) : '';
  return { to: offered_to, ends_at: offer_ends_at.toISOString(), why: sentence };
}

/** What waits in an organisation, in the order of turns. `seq` of each is the list's own head. */
export async function readWaiting(
  db: Kysely<Tables>,
  org: string,
  now: Date,
): Promise<WaitingEntry[]> {
  const list = await db
    .selectFrom('channels')
    .select('head')
    .where('id', '=', waitingListId(org))
    .executeTakeFirst();
  const rows = await db
    .selectFrom('conversations')
    .selectAll()
    .where('org_id', '=', org)
    .where('state', 'in', ['waiting', 'offered'])
    .orderBy(orderOfTurns)
    .limit(maxWaitingShown)
    .execute();
  return presentWaiting(db, rows, { seq: list?.head ?? 0, at: now });
}

/** Those organisations of which somebody is online to take conversations. */
export async function findOrgsOnline(
  db: Kysely<Tables>,
  orgs: readonly string[],
): Promise<Set<string>> {
  if (orgs.length === 0) return new Set();
  const rows = await db
    .selectFrom('members')
    .select('channel_id')
    .distinct()
    .where('channel_id', 'in', orgs.map(waitingListId))
    .execute();
  const found = new Set(rows.map((row) => row.channel_id));
  return new Set(orgs.filter((org) => found.has(waitingListId(org))));
}

/** Somebody of the organisation is online to take conversations. */
export async function areAgentsOnline(db: Kysely<Tables>, org: string): Promise<boolean> {
  return (await findOrgsOnline(db, [org])).has(org);
}

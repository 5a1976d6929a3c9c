import { type Kysely, sql } from 'kysely';
import { type Candidate, refusalMs, type Waiting } from '../../internal/policy/assignment.ts';
import { byConversation } from '../conversations/by-conversation.ts';
import { orderOfTurns } from '../conversations/turns.ts';
import type { Tables } from '../database/tables.ts';
import type { ConversationRow } from '../conversations/present-conversation.ts';
import { type Desk, readDesks } from '../desks/hold-desks.ts';

/** So many of those whose turn is next are looked at together. */
const maxPlanned = 100;

export type Queued = Waiting & { channelId: string };

export async function isAnybodyWaiting(db: Kysely<Tables>, org: string): Promise<boolean> {
  const row = await db
    .selectFrom('conversations')
    .where('org_id', '=', org)
    .where('state', '=', 'waiting')
    .where('left_message', '=', 0)
    .select('id')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Who waits here for an agent and is offered to none, in the order of turns. Whom no agent of these
 * teams could have stands in nobody's way.
 */
export async function readQueue(
  db: Kysely<Tables>,
  org: string,
  teams: readonly string[],
  now: Date,
): Promise<Queued[]> {
  const rows = await db
    .selectFrom('conversations')
    .selectAll()
    .where('org_id', '=', org)
    .where('state', '=', 'waiting')
    .where('left_message', '=', 0)
    .where((eb) =>
      eb.or([eb('team_id', 'is', null), ...(teams.length > 0 ? [eb('team_id', 'in', teams)] : [])]),
    )
    .orderBy(orderOfTurns)
    .limit(maxPlanned)
    .execute();
  if (rows.length === 0) return [];
  const last = await readLastAgents(db, rows);
  const refusals = await readRefusals(db, rows, now);
  return rows.map((row) => ({
    id: row.id,
    channelId: row.channel_id,
    priority: row.priority,
    comesFirst: row.comes_first === 1,
    waitingSinceMs: (row.waiting_since ?? row.started_at).getTime(),
    language: row.language,
    skill: row.skill,
    teamId: row.team_id,
    wantedAgentId: row.wanted_agent_id,
    lastAgentId: last.get(row.visitor_id) ?? null,
    refusedBy: refusals.get(row.id) ?? [],
  }));
}

/** Agents of the organisation who can be given something: on no break, connected, a seat free. */
export async function readCandidates(
  db: Kysely<Tables>,
  org: string,
  now: Date,
): Promise<Candidate[]> {
  const desks = await readDesksAtWork(db, org, now);
  const free = desks.filter((desk) => takenOf(desk) < desk.limit);
  const idle = await readIdleSince(
    db,
    free.map(({ id }) => id),
  );
  return free.map((desk) => ({
    id: desk.id,
    taken: takenOf(desk),
    limit: desk.limit,
    languages: desk.languages,
    skills: desk.skills,
    teams: desk.teams,
    idleSinceMs: idle.get(desk.id) ?? null,
  }));
}

/** Of agents who could be given something if they had a seat: on no break, and connected. */
export async function readDesksAtWork(db: Kysely<Tables>, org: string, now: Date): Promise<Desk[]> {
  const rows = await db
    .selectFrom('desks')
    .innerJoin('people', 'people.id', 'desks.person_id')
    .where('desks.org_id', '=', org)
    .where('desks.paused_at', 'is', null)
    .where('desks.seen_at', 'is not', null)
    .where('people.role', '=', 'agent')
    .where('people.active', '=', 1)
    .where('people.online', '=', 1)
    .select('people.id')
    .execute();
  const ids = rows.map(({ id }) => id);
  const desks = await readDesks(db, ids, now);
  return [...desks.values()].filter(({ connected }) => connected);
}

function takenOf({ open, offered }: Desk): number {
  return open + offered.length;
}

/**
 * When each last got or ended a conversation. Two statements, for each time has an index whose last
 * entry says it: together they would read all that these agents ever had.
 */
async function readIdleSince(db: Kysely<Tables>, agents: string[]): Promise<Map<string, number>> {
  if (agents.length === 0) return new Map();
  const its = db.selectFrom('assignments').where('owner_id', 'in', agents).groupBy('owner_id');
  const latest = (time: 'started_at' | 'ended_at') =>
    its
      .select('owner_id')
      .select((eb) => eb.fn.max(time).as('at'))
      .execute();
  const since = new Map<string, number>();
  for (const { owner_id, at } of [...(await latest('started_at')), ...(await latest('ended_at'))]) {
    since.set(owner_id!, Math.max(since.get(owner_id!) ?? 0, at?.getTime() ?? 0));
  }
  return since;
}

/** Which agent each of these visitors had last, this conversation included. */
async function readLastAgents(
  db: Kysely<Tables>,
  rows: readonly ConversationRow[],
): Promise<Map<string, string>> {
  const visitors = [...new Set(rows.map((row) => row.visitor_id))];
  const past = await db
    .selectFrom('conversations')
    .innerJoin('assignments', 'assignments.conversation_id', 'conversations.id')
    .where('conversations.visitor_id', 'in', visitors)
    .where('assignments.owner_kind', '=', 'agent')
    .groupBy(['conversations.visitor_id', 'assignments.owner_id'])
    .select(['conversations.visitor_id', 'assignments.owner_id'])
    .select((eb) => eb.fn.max('assignments.started_at').as('at'))
    .orderBy(sql`at`)
    .execute();
  return new Map(past.map(({ visitor_id, owner_id }) => [visitor_id, owner_id!]));
}

async function readRefusals(
  db: Kysely<Tables>,
  rows: readonly ConversationRow[],
  now: Date,
): Promise<Map<string, string[]>> {
  const ids = rows.map(({ id }) => id);
  const since = new Date(now.getTime() - refusalMs);
  const offers = await db
    .selectFrom('offers')
    .where('conversation_id', 'in', ids)
    .where('outcome', 'in', ['declined', 'missed'])
    .where('ended_at', '>', since)
    .select(['conversation_id', 'agent_id'])
    .execute();
  return byConversation(offers, ({ agent_id }) => agent_id);
}

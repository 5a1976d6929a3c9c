import type { Kysely } from 'kysely';
import type { OrgSettings } from '../../internal/contract/settings.ts';
import type { DeskFacts } from '../../internal/policy/seats.ts';
import { orderOfTurns } from '../conversations/turns.ts';
import type { Tables } from '../database/tables.ts';
import type { Transaction } from '../database/transact.ts';
import { readSettings } from '../organisations/read-settings.ts';
import { readTeamsOf } from '../teams/teams-of.ts';

/** An agent's desk with everything that decides what they can be given. */
export type Desk = DeskFacts & {
  /** Conversations that are open, besides those they are offered. */
  open: number;
  /** The channels of those they are offered, whose turn is earliest first. */
  offered: string[];
  languages: string[];
  skills: string[];
  misses: number;
  pauseReason: string;
  /** Do not disturb: their bells are silent. */
  dnd: boolean;
};

/**
 * Holds the desks of these agents until the transaction ends, in the order of ids: nobody else
 * gives or offers them anything meanwhile. Whoever does not exist is absent. Everything that takes
 * a seat holds the desk before any channel.
 */
export async function holdDesks(
  tx: Transaction,
  agentIds: readonly string[],
  now: Date,
): Promise<Map<string, Desk>> {
  const rows = await lockRows(tx, agentIds);
  if (rows.length < new Set(agentIds).size) {
    await openDesks(tx, agentIds);
    return readDesks(tx, (await lockRows(tx, agentIds)).map(idOf), now);
  }
  return readDesks(tx, rows.map(idOf), now);
}

/** The same for one, without a look at what stands on it. */
export async function lockDesk(tx: Transaction, agentId: string): Promise<void> {
  if ((await lockRows(tx, [agentId])).length > 0) return;
  await openDesks(tx, [agentId]);
  await lockRows(tx, [agentId]);
}

const idOf = (row: { person_id: string }) => row.person_id;

function lockRows(tx: Transaction, agentIds: readonly string[]) {
  return tx
    .selectFrom('desks')
    .select('person_id')
    .where('person_id', 'in', agentIds)
    .orderBy('person_id')
    .forUpdate()
    .execute();
}

/** Who has none yet gets one. */
export async function openDesks(tx: Kysely<Tables>, people: readonly string[]): Promise<void> {
  if (people.length === 0) return;
  await tx
    .insertInto('desks')
    .ignore()
    .columns(['person_id', 'org_id'])
    .expression((eb) =>
      eb
        .selectFrom('people')
        .select(['id', 'org_id'])
        .where('id', 'in', people)
        .where('role', 'in', ['agent', 'admin'])
        .orderBy('id'),
    )
    .execute();
}

/** Desks as they are; a transaction that holds them may rely on it. */
export async function readDesks(
  db: Kysely<Tables>,
  agentIds: readonly string[],
  now: Date,
): Promise<Map<string, Desk>> {
  if (agentIds.length === 0) return new Map();
  const people = await db
    .selectFrom('people')
    .innerJoin('desks', 'desks.person_id', 'people.id')
    .where('people.id', 'in', agentIds)
    .select(['people.id', 'people.org_id', 'people.name', 'people.role', 'people.active'])
    .select(['people.online', 'people.seat_limit', 'desks.languages', 'desks.skills'])
    .select(['desks.seen_at', 'desks.paused_at', 'desks.pause_reason', 'desks.misses', 'desks.dnd'])
    .execute();
  const seats = await readSeats(db, agentIds);
  const teams = await readTeamsOf(db, agentIds);
  const settings = new Map<string, OrgSettings>();
  for (const { org_id } of people) {
    if (!settings.has(org_id)) settings.set(org_id, await readSettings(db, org_id));
  }
  return new Map(
    people.map((row) => {
      const its = settings.get(row.org_id)!;
      const ofTeams = teams.get(row.id) ?? [];
      const taken = seats.filter(({ agent }) => agent === row.id);
      const seenMs = row.seen_at?.getTime() ?? -Infinity;
      const desk: Desk = {
        id: row.id,
        org: row.org_id,
        name: row.name,
        role: row.role,
        active: row.active === 1,
        online: row.online === 1,
        connected: now.getTime() - seenMs <= its.grace_seconds * 1000,
        paused: row.paused_at !== null,
        limit: row.seat_limit ?? limitOfTeams(its, ofTeams) ?? its.seat_limit,
        teams: ofTeams,
        open: taken.filter(({ state }) => state === 'open').length,
        offered: taken.filter(({ state }) => state === 'offered').map((row) => row.channel_id),
        languages: listOfWords(row.languages),
        skills: listOfWords(row.skills),
        misses: row.misses,
        pauseReason: row.pause_reason ?? '',
        dnd: row.dnd === 1,
      };
      return [row.id, desk];
    }),
  );
}

/** What takes a seat now: what is open and what is offered, those offered in their order. */
async function readSeats(db: Kysely<Tables>, agentIds: readonly string[]) {
  const columns = ['channel_id', 'state'] as const;
  const open = await db
    .selectFrom('conversations')
    .where('owner_id', 'in', agentIds)
    .where('state', '=', 'open')
    .select(columns)
    .select('owner_id as agent')
    .execute();
  const offered = await db
    .selectFrom('conversations')
    .where('offered_to', 'in', agentIds)
    .where('state', '=', 'offered')
    .select(columns)
    .select('offered_to as agent')
    .orderBy(orderOfTurns)
    .execute();
  return [...open, ...offered];
}

/** An agent in several teams has the smallest of their limits. */
function limitOfTeams(settings: OrgSettings, teams: readonly string[]): number | undefined {
  const limits = teams.flatMap((team) => settings.team_seat_limits[team] ?? []);
  return limits.length === 0 ? undefined : Math.min(...limits);
}

export function listOfWords(text: string): string[] {
  return text === '' ? [] : text.split(',');
}

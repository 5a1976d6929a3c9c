import { publishEvent } from '../../internal/bus/events.ts';
import type { QueuePlace } from '../../internal/contract/conversations.ts';
import { estimateWait } from '../../internal/policy/estimates.ts';
import { readNextOpening } from '../conversations/staffing.ts';
import { orderOfTurns } from '../conversations/turns.ts';
import type { Database } from '../database/open-database.ts';
import type { MatchParts } from './match-queue.ts';
import { readDesksAtWork } from './read-queue.ts';

/** Visitors further back are told when they come nearer. */
const maxTold = 1000;
const mostOftenMs = 1000;
/** What counts as recent: the last so many conversations of the last week. */
const recentCount = 50;
const recentMs = 7 * 24 * 3600_000;

/** As often everything is told: who missed a change has it then. */
const wholeMs = 10_000;

type Told = { atMs: number; wholeAtMs: number; places: Map<string, string> };

/**
 * Tells visitors where they stand, all of an organisation in one event and once a second at most:
 * what changed since, and now and then all of it. Nothing is told while nothing changes.
 */
export function createPositionTeller(parts: MatchParts) {
  const told = new Map<string, Told>();
  return async (org: string): Promise<void> => {
    const nowMs = performance.now();
    const before = told.get(org) ?? { atMs: -Infinity, wholeAtMs: -Infinity, places: new Map() };
    if (nowMs - before.atMs < mostOftenMs) return;
    told.set(org, { ...before, atMs: nowMs });
    const all = await readPlaces(parts.db, org, parts.now());
    const places = new Map(all.map((place) => [place.channel_id, JSON.stringify(place)]));
    const whole = nowMs - before.wholeAtMs >= wholeMs;
    const changed = whole
      ? all
      : all.filter((one) => before.places.get(one.channel_id) !== places.get(one.channel_id));
    if (places.size === 0) told.delete(org);
    else told.set(org, { atMs: nowMs, wholeAtMs: whole ? nowMs : before.wholeAtMs, places });
    if (parts.bus && changed.length > 0) {
      const next_opening = whole ? await readNextOpening(parts.db, org, parts.now()) : undefined;
      publishEvent(parts.bus, 'conversations', 'placesTold', org, {
        org,
        places: changed,
        whole,
        next_opening,
      });
    }
  };
}

/** Everybody who waits here, in the order of turns, with an honest estimate. */
export async function readPlaces(db: Database, org: string, now: Date): Promise<QueuePlace[]> {
  const rows = await db
    .selectFrom('conversations')
    .where('org_id', '=', org)
    .where('state', 'in', ['waiting', 'offered'])
    .where('left_message', '=', 0)
    .select(['channel_id', 'state'])
    .orderBy(orderOfTurns)
    .limit(maxTold)
    .execute();
  if (rows.length === 0) return [];
  const handling = await readHandlingMs(db, org, now);
  const seats = handling.length === 0 ? 0 : await countSeats(db, org, now);
  return rows.map(({ channel_id, state }, index) => {
    const position = index + 1;
    const estimate = estimateWait(position, handling, seats);
    return { channel_id, state: state as 'waiting' | 'offered', position, estimate };
  });
}

async function readHandlingMs(db: Database, org: string, now: Date): Promise<number[]> {
  const rows = await db
    .selectFrom('assignments')
    .where('org_id', '=', org)
    .where('owner_kind', '=', 'agent')
    .where('ended_at', '>', new Date(now.getTime() - recentMs))
    .select(['started_at', 'ended_at'])
    .orderBy('ended_at', 'desc')
    .limit(recentCount)
    .execute();
  return rows.map((row) => row.ended_at!.getTime() - row.started_at.getTime());
}

/** Of agents who work now, free or not. */
async function countSeats(db: Database, org: string, now: Date): Promise<number> {
  const desks = await readDesksAtWork(db, org, now);
  return desks.reduce((sum, { limit }) => sum + limit, 0);
}

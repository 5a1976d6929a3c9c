import type { Seat } from '../../internal/contract/reports.ts';
import type { Database } from '../database/open-database.ts';
import { type Desk, readDesks } from '../desks/hold-desks.ts';

/** So many agents are named; the others are counted. */
const maxNamed = 200;
/** A relay notes an agent's socket this often at least; whoever is silent for longer has none. */
const renewedMs = 15_000;

/** Whoever looked at a page is noted as often; a little later nobody does. */
const presentMs = 25_000;

const order = ['online', 'away', 'grace', 'break', 'offline'];

/** Agents who are at work, with what they have, and those who have something all the same. */
export async function readSeats(
  db: Database,
  org: string,
  now: Date,
): Promise<{ seats: Seat[]; offline: number }> {
  const people = await db
    .selectFrom('people')
    .leftJoin('desks', 'desks.person_id', 'people.id')
    .where('people.org_id', '=', org)
    .where('people.role', '=', 'agent')
    .where('people.active', '=', 1)
    .select(['people.id', 'people.name', 'people.online', 'people.seat_limit'])
    .select(['desks.seen_at', 'desks.present_at', 'desks.dnd', 'desks.pause_reason'])
    .orderBy('people.online', 'desc')
    .orderBy('people.name')
    .orderBy('people.id')
    .execute();
  const held = await countHeld(db, org);
  const shown = people.filter(({ id, online }) => online === 1 || held.has(id)).slice(0, maxNamed);
  const desks = await readDesks(
    db,
    shown.map(({ id }) => id),
    now,
  );
  const seats = shown.flatMap((row): Seat[] => {
    const desk = desks.get(row.id);
    if (!desk) return [];
    return [
      {
        id: row.id,
        name: row.name,
        state: stateOf(desk, row, now),
        dnd: row.dnd === 1,
        reason: desk.paused ? (row.pause_reason ?? '') : '',
        open: desk.open,
        offered: desk.offered.length,
        on_hold: held.get(row.id) ?? 0,
        limit: desk.limit,
        seen_at: row.seen_at?.toISOString() ?? null,
      },
    ];
  });
  const sorted = seats.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return { seats: sorted, offline: people.length - seats.length };
}

type Seen = { seen_at: Date | null; present_at: Date | null };

function stateOf(desk: Desk, { seen_at, present_at }: Seen, now: Date): Seat['state'] {
  if (!desk.online || (!desk.connected && seen_at !== null)) return 'offline';
  if (desk.paused) return 'break';
  const since = (at: Date | null) => (at === null ? Infinity : now.getTime() - at.getTime());
  if (since(seen_at) > renewedMs) return 'grace';
  return present_at !== null && since(present_at) > presentMs ? 'away' : 'online';
}

/** What is on hold is somebody's and takes no seat. */
async function countHeld(db: Database, org: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('conversations')
    .where('org_id', '=', org)
    .where('state', '=', 'on_hold')
    .where('owner_id', 'is not', null)
    .groupBy('owner_id')
    .select('owner_id')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .execute();
  return new Map(rows.map(({ owner_id, count }) => [owner_id!, count]));
}

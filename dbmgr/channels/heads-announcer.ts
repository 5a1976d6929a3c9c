import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Bus } from '../../internal/bus/connect.ts';
import { publishEvent } from '../../internal/bus/events.ts';
import type { Log } from '../../internal/log/log.ts';
import { startLoop } from '../background/loop.ts';
import type { Database } from '../database/open-database.ts';

export type AnnouncerOptions = {
  db: Database;
  bus: Bus;
  log: Log;
  now: () => Date;
  times?: { everyMs: number; withinMs: number };
};

const shipped = { everyMs: 1000, withinMs: 10_000 };
/** Of about 45 and 85 bytes each: an announcement stays under 256 KiB. */
const headsPerEvent = 3000;
const joinsPerEvent = 1000;
const takenLimitMs = 2000;

/**
 * Tells every second which channels changed within the last 10 s and where they end: a relay that
 * missed an event finds out. What changed while nobody could tell, because this process or the bus
 * was away, is told as soon as somebody can.
 */
export function startHeadsAnnouncer(options: AnnouncerOptions): AsyncDisposable {
  const { everyMs, withinMs } = options.times ?? shipped;
  let toldAt: Date | null = null;
  return startLoop({
    name: 'heads',
    everyMs,
    log: options.log,
    run: async () => {
      toldAt = await announceHeads(options, withinMs, toldAt);
    },
  });
}

/** Returns the time, by the database's clock, up to which the bus has taken what changed. */
async function announceHeads(
  options: AnnouncerOptions,
  withinMs: number,
  toldAt: Date | null,
): Promise<Date | null> {
  const { db, bus, now } = options;
  if (!bus.isConnected()) return toldAt;
  const { store, at, last } = await readTimes(db);
  // Nobody may have been there to tell the last changes before this process began.
  const since = Math.min(at.getTime(), (toldAt ?? last ?? at).getTime()) - withinMs;
  const isQuiet = last === null || last.getTime() <= since;
  const heads = isQuiet ? [] : await readHeads(db, new Date(since));
  const joins = isQuiet ? [] : await readJoins(db, new Date(since));
  do {
    publishEvent(bus, 'channels', 'headsAnnounced', 'all', {
      store,
      at: now().toISOString(),
      heads: Object.fromEntries(heads.splice(0, headsPerEvent).map(({ id, head }) => [id, head])),
      joined: byChannel(joins.splice(0, joinsPerEvent)),
    });
  } while (heads.length > 0 || joins.length > 0);
  await taken(bus);
  return at;
}

function readHeads(db: Database, since: Date): Promise<{ id: string; head: number }[]> {
  return db.selectFrom('channels').select(['id', 'head']).where('changed_at', '>', since).execute();
}

type Join = { channel_id: string; person_id: string };

/** Who came into a channel lately: that it became live for them may have been lost as well. */
function readJoins(db: Database, since: Date): Promise<Join[]> {
  return db
    .selectFrom('channels')
    .innerJoin('members', 'members.channel_id', 'channels.id')
    .where('channels.changed_at', '>', since)
    .where('members.joined_at', '>', since)
    .select(['members.channel_id', 'members.person_id'])
    .execute();
}

function byChannel(joins: readonly Join[]): Record<string, string[]> {
  const people: Record<string, string[]> = {};
  for (const { channel_id, person_id } of joins) (people[channel_id] ??= []).push(person_id);
  return people;
}

type Times = { store: string; at: Date; last: Date | null };

async function readTimes(db: Database): Promise<Times> {
  const { rows } = await sql<Times>`
    select id as store, now(3) as at, (select max(changed_at) from channels) as last
    from stores`.execute(db);
  return rows[0]!;
}

/** What is published while the connection breaks is lost without a word; a pong says it was not. */
async function taken(bus: Bus): Promise<void> {
  const late = sleep(takenLimitMs, 'late', { ref: false });
  const first = await Promise.race([bus.flush(), late]);
  if (first === 'late') throw new Error('the bus does not answer');
}

import { sql } from 'kysely';
import type { Bus } from '../../internal/bus/connect.ts';
import { publishEvent } from '../../internal/bus/events.ts';
import type { Log } from '../../internal/log/log.ts';
import { startLoop } from '../background/loop.ts';
import type { Database } from '../database/open-database.ts';
import { readStore } from './read-store.ts';

export type AnnouncerOptions = {
  db: Database;
  bus: Bus;
  log: Log;
  now: () => Date;
  times?: { everyMs: number; withinMs: number };
};

const shipped = { everyMs: 2000, withinMs: 10_000 };
/** Of about 45 bytes each: an announcement stays under 256 KiB. */
const headsPerEvent = 4000;

/** Tells every 2 s which channels changed within the last 10 s and where they end. */
export function startHeadsAnnouncer(options: AnnouncerOptions): AsyncDisposable {
  const { everyMs, withinMs } = options.times ?? shipped;
  return startLoop({
    name: 'heads',
    everyMs,
    log: options.log,
    run: () => announceHeads(options, withinMs),
  });
}

async function announceHeads(options: AnnouncerOptions, withinMs: number): Promise<void> {
  const { db, bus, now } = options;
  const store = await readStore(db);
  const rows = await db
    .selectFrom('channels')
    .select(['id', 'head'])
    .where('changed_at', '>', sql<Date>`now(3) - interval ${sql.lit(withinMs * 1000)} microsecond`)
    .execute();
  for (let start = 0; start === 0 || start < rows.length; start += headsPerEvent) {
    const piece = rows.slice(start, start + headsPerEvent);
    const heads = Object.fromEntries(piece.map((row) => [row.id, row.head]));
    publishEvent(bus, 'channels', 'headsAnnounced', 'all', {
      store,
      at: now().toISOString(),
      heads,
    });
  }
}

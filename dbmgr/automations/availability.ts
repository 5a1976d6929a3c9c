import { sql } from 'kysely';
import type { Bus } from '../../internal/bus/connect.ts';
import { publishEvent } from '../../internal/bus/events.ts';
import type { ConsumerState, TaskStream } from '../../internal/bus/task-stream.ts';
import type { Log } from '../../internal/log/log.ts';
import { startLoop } from '../background/loop.ts';
import { shippedTimes, type Times } from '../background/times.ts';
import type { Database } from '../database/open-database.ts';

/** An automation as this process last saw it. Times are the database's. */
export type Availability = {
  name: string;
  personId: string;
  title: string;
  /** When this was seen. */
  at: Date;
  /** A replica waits for tasks, or said within 10 s that it lives. */
  running: boolean;
  /** Since when it is running, or is not. */
  since: Date;
  /** A replica waits for tasks; without, nobody takes the next one at once. */
  waits: boolean;
  /** Since when one waits, or none does. */
  waitsSince: Date;
  /** When its consumer was missing and was made; what was sent before is lost. */
  renewedAt: Date | null;
  /** Null while JetStream does not answer. */
  consumer: ConsumerState | null;
};

export type AvailabilityWatch = AsyncDisposable & {
  /** Every registered automation that has been seen. */
  list(): Availability[];
  isRunning(name: string): boolean;
  /** Looks now. */
  look(): Promise<void>;
};

export type WatchOptions = {
  db: Database;
  bus: Bus;
  log: Log;
  now: () => Date;
  stream: TaskStream;
  times?: Partial<Times>;
};

/**
 * Looks every second which automations have a replica that runs, makes what JetStream lacks for
 * them, and tells the mesh when one comes or goes.
 */
export function startAvailabilityWatch(options: WatchOptions): AvailabilityWatch {
  const times = { ...shippedTimes, ...options.times };
  const seen: Seen = { running: new Map(), removed: new Set() };
  const loop = startLoop({
    name: 'availability',
    everyMs: times.watchMs,
    log: options.log,
    run: () => lookAtAll(options, times, seen),
  });
  return {
    list: () => [...seen.running.values()],
    isRunning: (name) => seen.running.get(name)?.running ?? false,
    look: () => loop.hurry(),
    [Symbol.asyncDispose]: () => loop[Symbol.asyncDispose](),
  };
}

/** What this process saw, by name. */
type Seen = { running: Map<string, Availability>; removed: Set<string> };

async function lookAtAll(options: WatchOptions, times: Times, seen: Seen): Promise<void> {
  const rows = await readAutomations(options.db, times.beatMs);
  let failure: Error | undefined;
  for (const row of rows) {
    const look = row.active === 1 ? lookAtOne : forgetOne;
    await look(options, seen, row).catch((error: Error) => (failure = error));
  }
  if (failure) throw failure;
}

async function lookAtOne(options: WatchOptions, seen: Seen, row: AutomationRow): Promise<void> {
  seen.removed.delete(row.name);
  const before = seen.running.get(row.name);
  let failure: Error | undefined;
  const consumer = await options.stream.readConsumer(row.name).catch((error: Error) => {
    failure = error;
    return null;
  });
  const after = compare(before, row, consumer);
  seen.running.set(row.name, after);
  if (before?.running !== after.running) {
    const { name, running, personId: person } = after;
    const change = { name, running, person };
    publishEvent(options.bus, 'automations', 'availabilityChanged', name, change);
  }
  if (failure) throw failure;
}

async function forgetOne(options: WatchOptions, seen: Seen, row: AutomationRow): Promise<void> {
  seen.running.delete(row.name);
  if (seen.removed.has(row.name)) return;
  await options.stream.deleteConsumer(row.name);
  seen.removed.add(row.name);
}

type AutomationRow = {
  name: string;
  personId: string;
  title: string;
  active: number;
  at: Date;
  beats: number;
};

async function readAutomations(db: Database, beatMs: number): Promise<AutomationRow[]> {
  const oldest = sql<Date>`now(3) - interval ${sql.lit(beatMs * 1000)} microsecond`;
  return db
    .selectFrom('automations')
    .select(['name', 'person_id as personId', 'title', 'active', sql<Date>`now(3)`.as('at')])
    .select(sql<number>`coalesce(seen_at > ${oldest}, 0)`.as('beats'))
    .execute();
}

const always = new Date(0);

function compare(
  before: Availability | undefined,
  row: AutomationRow,
  consumer: ConsumerState | null,
): Availability {
  const { name, personId, title, at } = row;
  const waits = consumer ? consumer.waiting > 0 : (before?.waits ?? false);
  const running = waits || row.beats === 1;
  // What ran when this process came is taken to have run before.
  const begin = (is: boolean) => (before || !is ? at : always);
  return {
    name,
    personId,
    title,
    at,
    running,
    since: before?.running === running ? before.since : begin(running),
    waits,
    waitsSince: before?.waits === waits ? before.waitsSince : begin(waits),
    renewedAt: consumer?.isNew ? at : (before?.renewedAt ?? null),
    consumer,
  };
}

import { Histogram } from '../measure/histogram.ts';
import { startMeter } from '../measure/server-cost.ts';
import type { RunningSystem } from '../system.ts';
import type { Sample } from '../workload.ts';

/** Each resolves with the milliseconds that it took. */
export type Reader = Disposable & {
  last: (count: number) => Promise<number>;
  page: (after: number, count: number) => Promise<number>;
  /** By somebody for whom the channel is not live: always from the database; natter alone. */
  lastUnseen?: (count: number) => Promise<number>;
  open?: () => Promise<number>;
  post?: () => Promise<number>;
};

const lastEntries = 50;
const pageEntries = 50;
const farBack = 10_000;
const largePage = 200;

/**
 * A part of the time for each thing that is read, again and again: what caches there are, here and
 * in the database, are warm, apart from `coldPageMs`. What a channel is too short for, or a reader
 * cannot do, is not a number.
 */
export async function measureHistory(
  reader: Reader,
  { pids }: RunningSystem,
  length: number,
  seconds: number,
): Promise<Sample> {
  const partMs = (seconds * 1000) / 7;
  const hasLast = length >= lastEntries;
  const isLong = length > 2 * farBack;
  const last = await timesOf(hasLast && (() => reader.last(lastEntries)), partMs);
  const askUnseen = hasLast && reader.lastUnseen?.bind(undefined, lastEntries);
  const unseen = await timesOf(askUnseen, partMs);
  const meter = startMeter(pids());
  const page = await timesOf(hasLast && (() => reader.page(back(length), pageEntries)), partMs);
  const cost = meter.stop();
  const askCold = isLong && (() => reader.page(somewhere(length), pageEntries));
  const cold = await timesOf(askCold, partMs);
  const paging = await timesOf(isLong && (() => pageBack(reader, length)), partMs);
  const open = await timesOf(reader.open, partMs);
  const post = await timesOf(reader.post, partMs);
  const each = (us: number) => us / page.count;
  const byRole = Object.entries(cost.cpuUsByRole).map(([role, us]) => [role, each(us)]);
  const p50 = (times: Histogram) => times.quantileMs(0.5);
  return {
    throughput: (page.count * 1000) / cost.elapsedMs,
    unit: 'pages',
    p50Ms: p50(page),
    p99Ms: page.quantileMs(0.99),
    cpuUs: each(cost.cpuUs),
    cpuUsByRole: Object.fromEntries(byRole) as Record<string, number>,
    generatorUs: NaN,
    residentBytes: cost.residentBytes,
    lost: 0,
    doubled: 0,
    disordered: 0,
    extra: {
      lastMs: p50(last),
      lastUnseenMs: p50(unseen),
      pageMs: p50(page),
      coldPageMs: p50(cold),
      pagingMs: p50(paging),
      openMs: p50(open),
      postMs: p50(post),
    },
  };
}

async function timesOf(
  work: (() => Promise<number>) | false | undefined,
  forMs: number,
): Promise<Histogram> {
  const times = new Histogram();
  if (!work) return times;
  const endMs = performance.now() + forMs;
  do times.record(await work());
  while (performance.now() < endMs);
  return times;
}

/** 10,000 back from the end, or as far as a shorter channel goes. */
function back(length: number): number {
  return Math.max(0, length - farBack - pageEntries);
}

/** Far from the end and so seldom the same twice that no relay holds it. */
function somewhere(length: number): number {
  return Math.floor(Math.random() * (length - 2 * farBack));
}

/** 10,000 messages, the latest first, as somebody does who scrolls. */
async function pageBack(reader: Reader, length: number): Promise<number> {
  let totalMs = 0;
  for (let back = largePage; back <= farBack; back += largePage) {
    totalMs += await reader.page(length - back, largePage);
  }
  return totalMs;
}

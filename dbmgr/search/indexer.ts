import type { Log } from '../../internal/log/log.ts';
import type { Metrics } from '../../internal/metrics/metrics.ts';
import { type Loop, startLoop } from '../background/loop.ts';
import type { Database } from '../database/open-database.ts';
import { findStale, type StaleChannel } from './find-stale.ts';
import { indexChannel, type Progress } from './fill-terms.ts';

export type IndexerOptions = {
  db: Database;
  log: Log;
  metrics?: Metrics;
  everyMs?: number;
};

const shippedEveryMs = 500;
const channelsAtOnce = 100;
/** Transactions for one channel before it is another one's turn. */
const roundsEach = 5;
/** Looks of one run; a process that ends waits for it. */
const passes = 10;
/**
 * What changed in this time before the last look is looked at again: a process that was at it may
 * have ended without having done it.
 */
const overlapMs = 60_000;

/**
 * Brings messages of teams into the index of words and the list of mentions, after their commit.
 * Every dbmgr does it; a channel that one is at is passed over by the others. The first run of a
 * process looks at all channels.
 */
export function startIndexer(options: IndexerOptions): Loop {
  let doneUntil: Date | null = null;
  let lagSeconds = 0;
  options.metrics?.watch(
    'natter_search_lag_seconds',
    'Age of the oldest message that is not in the search index yet',
    () => lagSeconds,
  );
  const runOnce = async (): Promise<boolean> => {
    const since = doneUntil && new Date(doneUntil.getTime() - overlapMs);
    const stale = await findStale(options.db, since, channelsAtOnce);
    lagSeconds = stale.lagSeconds;
    let isLeft = stale.channels.length === channelsAtOnce;
    let failure: Error | undefined;
    for (const channel of stale.channels) {
      // What stops one channel stops no other.
      const progress = await indexRounds(options.db, channel).catch((error: Error) => {
        failure = error;
        return 'busy' as const;
      });
      isLeft ||= progress === 'more';
    }
    if (failure) throw failure;
    if (!isLeft) doneUntil = stale.at;
    return isLeft;
  };
  return startLoop({
    name: 'search',
    everyMs: options.everyMs ?? shippedEveryMs,
    log: options.log,
    run: async () => {
      for (let pass = 0; pass < passes && (await runOnce()); pass++);
    },
  });
}

async function indexRounds(db: Database, channel: StaleChannel): Promise<Progress> {
  let progress: Progress = 'more';
  for (let round = 0; round < roundsEach && progress === 'more'; round++) {
    progress = await indexChannel(db, channel);
  }
  return progress;
}

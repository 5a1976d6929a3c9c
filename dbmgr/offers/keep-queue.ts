import type { Bus } from '../../internal/bus/connect.ts';
import { subscribeEvent } from '../../internal/bus/events.ts';
import type { Log } from '../../internal/log/log.ts';
import type { Metrics } from '../../internal/metrics/metrics.ts';
import { eachApart } from '../background/each-apart.ts';
import { type Loop, startLoop } from '../background/loop.ts';
import { endHolds } from '../conversations/put-on-hold.ts';
import type { Database } from '../database/open-database.ts';
import { loseAgents } from '../desks/note-seen.ts';
import { expireInvitations } from '../invitations/answer-invitation.ts';
import { endMissedOffers } from './end-offers.ts';
import { findDue } from './find-due.ts';
import { createQueueGauges } from './measure-queue.ts';
import { matchQueue } from './match-queue.ts';
import { createPositionTeller } from './tell-positions.ts';

export type QueueParts = {
  db: Database;
  bus: Bus;
  log: Log;
  metrics: Metrics;
  now: () => Date;
  sweepMs?: number;
};

export type QueueKeeper = AsyncDisposable & {
  /** Looks at everything now. */
  sweep(): Promise<void>;
};

/** Half of what anybody may wait while a seat is free; visitors hear where they stand, too. */
const usualSweepMs = 500;
const measureMs = 5000;

/**
 * Keeps the queues of all organisations moving: at once where somebody says that one moved, and
 * twice a second where nobody did. Every dbmgr does, each beside the others.
 */
export function startQueueKeeper(parts: QueueParts): QueueKeeper {
  const countMissed = parts.metrics.counter(
    'natter_offers_missed_total',
    'Offers that no agent answered in time',
  );
  const match = createMatcher(parts);
  const loop: Loop = startLoop({
    name: 'queue',
    everyMs: parts.sweepMs ?? usualSweepMs,
    log: parts.log,
    run: async () => {
      const due = await findDue(parts);
      if (due.offers) countMissed({}, await endMissedOffers(parts));
      if (due.agents) await loseAgents(parts);
      if (due.holds) await endHolds(parts);
      if (due.invitations) await expireInvitations(parts);
      await eachApart(await findOrgsWaiting(parts.db), match.run);
    },
  });
  const gauges = startLoop({
    name: 'queue gauges',
    everyMs: measureMs,
    log: parts.log,
    run: createQueueGauges(parts.metrics, parts.db, parts.now),
  });
  const unsubscribe = subscribeEvent(
    parts.bus,
    'conversations',
    'queueMoved',
    '*',
    ({ org }) => match.hurry(org),
    'dbmgr',
  );
  return {
    sweep: () => loop.hurry(),
    async [Symbol.asyncDispose]() {
      unsubscribe();
      await loop[Symbol.asyncDispose]();
      await gauges[Symbol.asyncDispose]();
      await match.idle();
    },
  };
}

/** Never matches one organisation twice at once; who comes meanwhile is looked at right after. */
function createMatcher(parts: QueueParts) {
  const tellPositions = createPositionTeller(parts);
  const running = new Map<string, { done: Promise<void>; again: boolean }>();
  const matchAll = async (org: string, turn: { again: boolean }): Promise<void> => {
    do {
      turn.again = false;
      await endHolds(parts);
      await matchQueue(parts, org);
      await tellPositions(org);
    } while (turn.again);
  };
  const run = (org: string): Promise<void> => {
    const known = running.get(org);
    if (known) {
      known.again = true;
      return known.done;
    }
    const turn = { done: Promise.resolve(), again: false };
    running.set(org, turn);
    turn.done = matchAll(org, turn).finally(() => running.delete(org));
    return turn.done;
  };
  return {
    run,
    hurry: (org: string) =>
      void run(org).catch((error: unknown) =>
        parts.log.warn({ err: error, org }, 'the queue waits for the sweep'),
      ),
    async idle() {
      await Promise.allSettled([...running.values()].map(({ done }) => done));
    },
  };
}

async function findOrgsWaiting(db: Database): Promise<string[]> {
  const rows = await db
    .selectFrom('conversations')
    .where('state', 'in', ['waiting', 'offered'])
    .select('org_id')
    .distinct()
    .execute();
  return rows.map((row) => row.org_id);
}

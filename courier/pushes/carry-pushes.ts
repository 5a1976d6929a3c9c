import { setTimeout as sleep } from 'node:timers/promises';
import type { ClaimedPush } from '../../internal/contract/pushes.ts';
import type { Client } from '../../internal/contract/types.ts';
import type { Log } from '../../internal/log/log.ts';
import type { Metrics } from '../../internal/metrics/metrics.ts';
import type { Round } from '../start-rounds.ts';
import { type PushOptions, sendPush } from './send-push.ts';

export type PushParts = PushOptions & {
  calls: Client<'courier'>;
  log: Log;
  metrics: Metrics;
};

const atOnce = 20;
/** Who has not answered by then is waited for beside the rounds. */
const roundMs = 1000;
const maxUnderWay = 200;

/**
 * Says once who pushes, then carries pushes, each at least once while it is news. Push services are
 * whose they like; those that never answer keep nobody else's pushes waiting.
 */
export function createPushRound(parts: PushParts): Round {
  const { calls, metrics, keys } = parts;
  const count = metrics.counter('natter_pushes_total', 'Pushes by what became of a try', [
    'outcome',
  ]);
  let isIntroduced = false;
  const underWay = new Set<Promise<void>>();
  const start = (push: ClaimedPush) => {
    const carrying = carryOne(parts, push)
      .then((outcome) => count({ outcome }))
      .finally(() => underWay.delete(carrying));
    // Its round says so if that still waits for it; once its lease is over it is carried again.
    carrying.catch(() => {});
    underWay.add(carrying);
    return carrying;
  };
  return {
    name: 'pushes',
    run: async () => {
      if (!isIntroduced) await calls.pushes.notePushKey({ key: keys.publicKey });
      isIntroduced = true;
      const room = Math.min(atOnce, maxUnderWay - underWay.size);
      if (room === 0) return Promise.race(underWay).then(() => true);
      const { pushes } = await calls.pushes.claimPushes({ limit: room });
      const late = sleep(roundMs, undefined, { ref: false });
      await Promise.race([Promise.all(pushes.map(start)), late]);
      return pushes.length === room;
    },
    settled: () => Promise.allSettled(underWay),
  };
}

async function carryOne(parts: PushParts, push: ClaimedPush) {
  const { calls, log } = parts;
  const { id, tries } = push;
  const { outcome, failure } = await sendPush(push, parts);
  if (failure !== undefined) {
    log.warn({ push: id, tries, outcome, failure }, 'a push could not be carried');
  }
  await calls.pushes.settlePush({ id, outcome, ...(failure !== undefined && { failure }) });
  return outcome;
}

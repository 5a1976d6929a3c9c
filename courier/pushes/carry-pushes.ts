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

/** Says once who pushes, then carries pushes, each at least once while it is news. */
export function createPushRound(parts: PushParts): Round {
  const { calls, metrics, keys } = parts;
  const count = metrics.counter('natter_pushes_total', 'Pushes by what became of a try', [
    'outcome',
  ]);
  let isIntroduced = false;
  return {
    name: 'pushes',
    run: async () => {
      if (!isIntroduced) await calls.pushes.notePushKey({ key: keys.publicKey });
      isIntroduced = true;
      const { pushes } = await calls.pushes.claimPushes({ limit: atOnce });
      const outcomes = await Promise.all(pushes.map((push) => carryOne(parts, push)));
      for (const outcome of outcomes) count({ outcome });
      return pushes.length === atOnce;
    },
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

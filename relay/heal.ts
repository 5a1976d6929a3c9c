import { setTimeout as sleep } from 'node:timers/promises';
import type { Relay } from './context.ts';
import { refreshAll } from './sessions/refresh.ts';

const firstWaitMs = 100;
const maxWaitMs = 1000;

/**
 * After the bus was away sign-outs, entries, and channels that came or went may have been missed.
 * Each time it comes back they are asked for, again and again until there is an answer: dbmgr may
 * come back later than this relay, and what changed long ago is in no head check.
 */
export function healOnReconnect(relay: Relay): Disposable {
  let isEnded = false;
  let isRunning = false;
  let returns = 0;
  const heal = async () => {
    for (let waitMs = firstWaitMs; !isEnded; waitMs = Math.min(maxWaitMs, waitMs * 2)) {
      const before = returns;
      try {
        await catchUp(relay);
        if (returns === before) return;
      } catch (error) {
        relay.log.warn({ err: error }, 'not caught up with the bus yet');
        await sleep(waitMs, undefined, { ref: false });
      }
    }
  };
  relay.bus.onReconnect(() => {
    returns++;
    if (isRunning) return;
    isRunning = true;
    void heal().finally(() => (isRunning = false));
  });
  return {
    [Symbol.dispose]: () => {
      isEnded = true;
    },
  };
}

/** Sign-outs first: nothing more is delivered to who may not have it. */
async function catchUp(relay: Relay): Promise<void> {
  await relay.call.health.check({});
  await relay.leases.renew();
  await relay.logs.compareHeads();
  await refreshAll(relay);
}

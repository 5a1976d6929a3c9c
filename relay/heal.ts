import type { Relay } from './context.ts';
import { retryWhileUnavailable } from './retry.ts';
import { refreshAll } from './sessions/refresh.ts';

/** dbmgr may come back to the bus later than this relay. */
const dbmgrPatienceMs = 120_000;

/**
 * After the bus was away: sign-outs, entries, and channels that came or went may have been missed.
 * Never throws; what cannot be caught up now is found by the leases and the head checks.
 */
export async function heal(relay: Relay): Promise<void> {
  try {
    await retryWhileUnavailable(() => relay.call.health.check({}), dbmgrPatienceMs);
    await relay.leases.renew();
    await relay.logs.compareHeads();
    await refreshAll(relay);
  } catch (error) {
    relay.log.warn({ err: error }, 'not caught up with the bus');
  }
}

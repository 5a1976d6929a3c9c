const stableMs = 1000;
/** So long the others see nothing of a loss: whoever is back by then was never away for them. */
const unseenMs = 12_000;
const unseenCapMs = 1500;
const capMs = 15_000;
const baseMs = 250;

/**
 * Waits with full jitter, so that thousands of browsers cut off at once do not come back at once: a
 * random wait between 0 and a ceiling, which is as long as it has been failing already. Whoever was
 * away for a second is back within two, whoever was away for some seconds soon enough not to have
 * been missed, and whoever was away for long asks rarely.
 * Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 *
 * @param {{ random?: () => number, now?: () => number }} [options]
 */
export function createBackoff({ random = Math.random, now = () => performance.now() } = {}) {
  /** @type {number | undefined} */
  let failingSinceMs;
  return {
    /** @param {number} [atLeastMs] a floor that the server asked for; jitter is added to it */
    nextMs(atLeastMs = 0) {
      const nowMs = now();
      const failingMs = nowMs - (failingSinceMs ??= nowMs);
      const mostMs = failingMs < unseenMs ? unseenCapMs : capMs;
      return Math.round(atLeastMs + random() * Math.min(mostMs, Math.max(baseMs, failingMs)));
    },
    /**
     * It worked until now, for so long. What ends sooner than a second is a failure like one that
     * never came about: a server that lets in and cuts off at once is asked ever more rarely.
     * @param {number} workedMs
     */
    worked(workedMs) {
      if (workedMs >= stableMs) failingSinceMs = undefined;
    },
  };
}

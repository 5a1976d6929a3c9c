/**
 * Exponential backoff with full jitter: a random wait between 0 and the current ceiling, so that
 * thousands of browsers cut off at once do not come back at once.
 * Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 *
 * @param {{ baseMs?: number, capMs?: number, random?: () => number }} [options]
 */
export function createBackoff({ baseMs = 500, capMs = 15_000, random = Math.random } = {}) {
  let failures = 0;
  return {
    /** @param {number} [atLeastMs] a floor that the server asked for; jitter is added to it */
    nextMs(atLeastMs = 0) {
      const ceilingMs = Math.min(capMs, baseMs * 2 ** Math.min(failures, 20));
      failures += 1;
      return Math.round(atLeastMs + random() * ceilingMs);
    },
    reset() {
      failures = 0;
    },
    get failures() {
      return failures;
    },
  };
}

/** @typedef {import('../client/frames.d.ts').Entry} Entry */

/**
 * Since when somebody waits for a person's answer: the first line that nobody of the staff answered
 * yet; null when the last word is theirs.
 * @param {readonly Entry[]} entries @param {string} visitorId @returns {string | null}
 */
export function waitsSince(entries, visitorId) {
  /** @type {string | null} */
  let since = null;
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = /** @type {Entry} */ (entries[i]);
    if (entry.op !== 'message') continue;
    if (entry.from === visitorId) since = entry.ts;
    else if (entry.role !== 'automation') break;
  }
  return since;
}

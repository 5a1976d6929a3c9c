/**
 * One JSON value that outlives the page: in the first storage that works, else in memory. Browsers
 * may throw at the mere mention of `localStorage` (blocked cookies, sandboxed frames) or when it
 * is full, so every touch is guarded.
 *
 * @param {string} key
 * @param {Array<() => Storage | undefined>} storages tried in order
 */
export function createKeptValue(
  key,
  storages = [() => globalThis.localStorage, () => globalThis.sessionStorage],
) {
  /** @type {unknown} */
  let remembered = null;
  const storage = storages.map(working).find((found) => found !== undefined);

  return {
    /** True when the value survives closing the page. */
    durable: storage !== undefined,

    /** @returns {any} the value, or null */
    read() {
      if (!storage) return remembered;
      try {
        const text = storage.getItem(key);
        return text === null ? null : JSON.parse(text);
      } catch {
        return remembered;
      }
    },

    /** @param {unknown} value null removes it */
    write(value) {
      remembered = value;
      try {
        if (value === null) storage?.removeItem(key);
        else storage?.setItem(key, JSON.stringify(value));
      } catch {
        // Full or forbidden since: the memory above serves this page.
      }
    },

    /**
     * Calls back when another tab changed the value.
     * @param {() => void} listener
     */
    onElsewhere(listener) {
      globalThis.addEventListener?.('storage', (event) => {
        const { key: changed } = /** @type {StorageEvent} */ (event);
        if (changed === key || changed === null) listener();
      });
    },
  };
}

/** @typedef {ReturnType<typeof createKeptValue>} KeptValue */

/** @param {() => Storage | undefined} open */
function working(open) {
  try {
    const storage = open();
    storage?.setItem('natter.probe', '1');
    storage?.removeItem('natter.probe');
    return storage;
  } catch {
    return undefined;
  }
}

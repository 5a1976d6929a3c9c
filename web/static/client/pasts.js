/** @typedef {import('./frames.d.ts').Entry} Entry */
/**
 * @typedef {{
 *   after: number, before: number, entries: Entry[],
 *   resolve: (entries: Entry[]) => void, reject: (error: Error) => void,
 * }} Wish
 */

/** An answer that never came is asked for again by whoever still wants it. */
const patienceMs = 15_000;

/**
 * Pieces of logs that a page reads beside what it keeps: each is asked for with `open` and `before`
 * and comes as entries like all others.
 */
export function createPasts() {
  /** @type {Map<string, Set<Wish>>} */
  const wishes = new Map();

  /** @param {string} key @param {Wish} wish */
  function drop(key, wish) {
    const here = wishes.get(key);
    here?.delete(wish);
    if (here?.size === 0) wishes.delete(key);
  }

  /** @param {string} key @param {string} reason */
  function fail(key, reason) {
    for (const wish of wishes.get(key) ?? []) wish.reject(new Error(reason));
  }

  return {
    /**
     * @param {string} key @param {number} after @param {number} before
     * @param {() => boolean} ask false: there is no connection
     * @returns {Promise<Entry[]>} whatever lies between the two, ascending
     */
    want: (key, after, before, ask) => {
      const { promise, resolve, reject } = Promise.withResolvers();
      /** @type {Wish} */
      const wish = { after, before, entries: [], resolve, reject };
      const timer = setTimeout(() => reject(new Error('The answer did not come.')), patienceMs);
      if (!ask()) reject(new Error('There is no connection.'));
      else wishes.set(key, (wishes.get(key) ?? new Set()).add(wish));
      return promise.finally(() => {
        clearTimeout(timer);
        drop(key, wish);
      });
    },

    /** @param {string} key @param {Entry} entry */
    receive: (key, entry) => {
      for (const wish of wishes.get(key) ?? []) {
        if (entry.seq !== wish.after + wish.entries.length + 1 || entry.seq >= wish.before)
          continue;
        wish.entries.push(entry);
        if (entry.seq === wish.before - 1) wish.resolve(wish.entries);
      }
    },

    fail,

    disconnected: () => {
      for (const key of wishes.keys()) fail(key, 'The connection was lost.');
    },
  };
}

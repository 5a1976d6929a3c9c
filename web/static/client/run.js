/** @typedef {import('./frames.d.ts').Entry} Entry */

/**
 * A conversation's log as far as a page has it: a gapless run of entries, which grows at its end,
 * and at its beginning by whole pieces. What comes too early is held until the gap is filled.
 */
export function createRun() {
  /** @type {Map<number, Entry>} */
  const held = new Map();
  let after = 0;
  let last = 0;
  /** @type {Entry[] | undefined} */
  let entries;
  return {
    /** The run, ascending; messages as they are after all changes. */
    get entries() {
      return (entries ??= listRun(held, after, last));
    },
    get last() {
      return last;
    },
    /** The seq before the first entry; 0 when the run starts at the beginning. */
    get after() {
      return after;
    },

    /** Drops everything and starts behind `seq`. @param {number} seq */
    restart(seq) {
      held.clear();
      after = last = seq;
      entries = undefined;
    },

    /**
     * @param {Entry} entry
     * @returns {Entry[] | undefined} what came to the end of the run; undefined: it was here before
     */
    add(entry) {
      if (held.has(entry.seq)) return;
      held.set(entry.seq, entry);
      entries = undefined;
      const news = [];
      for (let next; (next = held.get(last + 1)); last++) news.push(next);
      // What is earlier is sent in order: its last entry joins the whole of it.
      while (held.has(after)) after--;
      return news;
    },
  };
}

/** @param {Map<number, Entry>} held @param {number} after @param {number} last */
function listRun(held, after, last) {
  /** @type {Entry[]} */
  const list = [];
  for (let seq = after + 1; seq <= last; seq++) {
    const entry = /** @type {Entry} */ (held.get(seq));
    list.push(entry);
    const message = entry.op === 'message_changed' && list[entry.of - after - 1];
    if (!message || message.op !== 'message' || message.deleted) continue;
    const deleted = entry.what === 'deleted';
    const data = deleted ? '' : (entry.data ?? message.data);
    list[entry.of - after - 1] = { ...message, data, ...(deleted && { deleted }) };
  }
  return list;
}

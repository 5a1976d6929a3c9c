/** @typedef {import('./frames.d.ts').Entry} Entry */

/**
 * A channel's log as far as this page has it: a gapless run of entries, ascending by `seq`. What
 * comes twice is dropped; what comes too early waits until the gap before it is filled.
 */
export function createChannelLog() {
  /** @type {Entry[]} */
  let entries = [];
  /** @type {Map<number, Entry>} */
  const early = new Map();
  /** Where the run starts: entries at or below it were not asked for. */
  let after = 0;
  /**
   * What comes before the run, while it is being fetched.
   * @type {{ after: number, entries: Entry[] } | null}
   */
  let prefix = null;

  function last() {
    return after + entries.length;
  }

  /**
   * @param {{ after: number, entries: Entry[] }} before @param {Entry} entry
   * @returns {'added' | 'known'}
   */
  function addBefore(before, entry) {
    before.entries.push(entry);
    if (entry.seq < after) return 'known';
    entries = [...before.entries, ...entries];
    after = before.after;
    prefix = null;
    return 'added';
  }

  return {
    get entries() {
      return entries;
    },
    get last() {
      return last();
    },
    /** The seq before the first entry held; 0 when the run starts at the beginning. */
    get after() {
      return after;
    },
    /** True while something that came early waits for what is missing before it. */
    get waits() {
      return early.size > 0;
    },

    /**
     * Starts the run behind `seq`, dropping everything held.
     * @param {number} [seq]
     */
    restart(seq = 0) {
      entries = [];
      early.clear();
      prefix = null;
      after = seq;
    },

    /**
     * Makes room for what lies between `seq` and the run; it joins the run once it is whole.
     * @param {number} seq
     */
    extend(seq) {
      prefix = { after: seq, entries: [] };
    },

    /**
     * @param {Entry} entry
     * @returns {'added' | 'known' | 'gap'} `gap`: reopen the channel after `last`
     */
    add(entry) {
      if (prefix && entry.seq === prefix.after + prefix.entries.length + 1)
        return addBefore(prefix, entry);
      if (entry.seq <= last() || early.has(entry.seq)) return 'known';
      if (entry.seq > last() + 1) {
        early.set(entry.seq, entry);
        return 'gap';
      }
      entries.push(entry);
      for (let next = early.get(last() + 1); next; next = early.get(last() + 1)) {
        early.delete(next.seq);
        entries.push(next);
      }
      return 'added';
    },
  };
}

/** @typedef {ReturnType<typeof createChannelLog>} ChannelLog */

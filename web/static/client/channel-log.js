/** @typedef {import('./frames.d.ts').Entry} Entry */

/**
 * What became of an entry: `known` was here already; `early` waits for what is missing before it
 * (reopen the channel after `last`); `earlier` lies before the run, which grows backwards once the
 * piece is whole; `added` brought `entries` to the end of the run, itself and what had waited.
 *
 * @typedef {{ kind: 'known' | 'early' | 'earlier' | 'added', entries: Entry[] }} Arrival
 */

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
   * @returns {Arrival}
   */
  function addBefore(before, entry) {
    before.entries.push(entry);
    if (entry.seq < after) return { kind: 'known', entries: [] };
    entries = [...before.entries, ...entries];
    after = before.after;
    prefix = null;
    return { kind: 'earlier', entries: before.entries };
  }

  /** @param {Entry} entry @returns {Arrival} */
  function append(entry) {
    const added = [entry];
    for (let next = early.get(entry.seq + 1); next; next = early.get(next.seq + 1)) {
      early.delete(next.seq);
      added.push(next);
    }
    for (const one of added) entries.push(one);
    return { kind: 'added', entries: added };
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

    /** @param {number} seq @returns {Entry | undefined} */
    find(seq) {
      return seq > after ? entries[seq - after - 1] : undefined;
    },

    /** What an entry that is held says now. @param {Entry} entry */
    replace(entry) {
      if (entry.seq > after && entry.seq <= last()) entries[entry.seq - after - 1] = entry;
    },

    /** @param {Entry} entry @returns {Arrival} */
    add(entry) {
      if (prefix && entry.seq === prefix.after + prefix.entries.length + 1) {
        return addBefore(prefix, entry);
      }
      if (entry.seq <= last() || early.has(entry.seq)) return { kind: 'known', entries: [] };
      if (entry.seq === last() + 1) return append(entry);
      early.set(entry.seq, entry);
      return { kind: 'early', entries: [] };
    },
  };
}

/** @typedef {ReturnType<typeof createChannelLog>} ChannelLog */

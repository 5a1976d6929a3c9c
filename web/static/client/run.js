/** @typedef {import('./frames.d.ts').Entry} Entry */

/**
 * A conversation's log as far as a page has it: a gapless run of entries, which grows at its end,
 * and at its beginning by whole pieces. What comes too early is held until the gap is filled.
 */
export class Run {
  /** By seq. @type {Entry[]} */
  #held = [];

  /** @param {number} [after] */
  constructor(after = 0) {
    /** The seq before the first entry; 0 when the run starts at the beginning. */
    this.after = after;
    this.last = after;
  }

  /** The run, ascending; messages as they are after all changes. */
  get entries() {
    const { after } = this;
    const list = this.#held.slice(after + 1, this.last + 1);
    for (const entry of list) {
      const message = entry.op === 'message_changed' && list[entry.of - after - 1];
      if (!message || message.op !== 'message' || message.deleted) continue;
      const deleted = entry.what === 'deleted' || undefined;
      const data = deleted ? '' : (entry.data ?? message.data);
      list[entry.of - after - 1] = { ...message, data, deleted };
    }
    return list;
  }

  /**
   * @param {Entry} entry
   * @returns {Entry[]} what came to the end of the run
   */
  add(entry) {
    const held = this.#held;
    const before = this.last;
    held[entry.seq] ??= entry;
    while (held[this.last + 1]) this.last++;
    // What is earlier is sent in order: its last entry joins the whole of it.
    while (held[this.after]) this.after--;
    return held.slice(before + 1, this.last + 1);
  }
}

import { changeMessage } from '../client/message-changes.js';

/** @typedef {import('../client/frames.d.ts').Entry} Entry */
/** @typedef {import('../client/frames.d.ts').MessageFrame} MessageFrame */
/** What is live of a log. */
/** @typedef {{ entries: readonly Entry[], after: number, last: number }} LiveLog */
/** @typedef {LiveLog & { head: number }} Live `head`: the last seq that the server knows of */
/**
 * Reads what lies between two numbers of a log, both left out, ascending and without a gap.
 * @typedef {(after: number, before: number) => Promise<readonly Entry[]>} ReadPast
 */

/** Entries read at once. */
export const pageEntries = 80;
/** Lines held; beyond, those farthest from where one reads are let go. */
export const mostLines = 240;
const mostAsides = 300;

/**
 * The stretch of a log that is being read: a gapless run, bounded however long the log is. It grows
 * where one reads on and shrinks at its other end; what is live joins it while it reaches the end.
 */
export class Story {
  /** @type {Entry[]} */
  entries = [];
  /** The seq before the first entry held. */
  after = 0;
  isLoaded = false;
  /** Something is being read. */
  isBusy = false;
  #read;
  /** @type {Map<number, MessageFrame | null>} */
  #asides = new Map();
  /** The last seq known of. */
  #head = 0;
  /** Live entries up to here were taken note of. */
  #heard = 0;
  #run = 0;

  /** @param {ReadPast} read */
  constructor(read) {
    this.#read = read;
  }

  get last() {
    return this.after + this.entries.length;
  }

  /** It reaches what is live. */
  get isAtEnd() {
    return this.isLoaded && this.last >= this.#head;
  }

  /**
   * Starts anew with what stands around `seq`. Rejects when it cannot be read; what was held stays.
   * @param {number} seq @param {Live} live
   */
  async openAround(seq, live) {
    const head = Math.max(live.head, live.last);
    const latest = Math.max(0, head - pageEntries);
    const after = Math.min(latest, Math.max(0, seq - 1 - Math.floor(pageEntries / 2)));
    this.#run += 1;
    const run = this.#run;
    const read = await this.#load(after, Math.min(head, after + pageEntries));
    if (run !== this.#run) return;
    this.entries = [...read];
    this.after = after;
    this.isLoaded = true;
    this.#head = head;
    this.#heard = 0;
    this.follow(live);
  }

  /** The page before; nothing at the beginning or while another one is on its way. */
  async older() {
    if (!this.isLoaded || this.isBusy || this.after === 0) return;
    const run = this.#run;
    const from = Math.max(0, this.after - pageEntries);
    const read = await this.#load(from, this.after);
    if (run !== this.#run) return;
    this.entries = [...read, ...this.entries];
    this.after = from;
    this.#letGo('newest');
  }

  /** The page after, towards the end. @param {Live} live */
  async newer(live) {
    const { last } = this;
    const head = Math.max(live.head, live.last);
    if (!this.isLoaded || this.isBusy || last >= head) return;
    const run = this.#run;
    const upTo = Math.min(head, last + pageEntries);
    const isLive = last >= live.after && upTo <= live.last;
    const read = isLive
      ? live.entries.slice(last - live.after, upTo - live.after)
      : await this.#load(last, upTo);
    if (run !== this.#run) return;
    this.entries.push(...read);
    // What was missed may have changed what is held; what was just read is as it is now.
    for (const entry of read) {
      if (entry.op === 'message_changed' && entry.of <= last) this.#change(entry);
    }
    this.#head = Math.max(this.#head, head);
    this.#heard = 0;
    this.#letGo('oldest');
    this.follow(live);
  }

  /**
   * Takes over what came live: changes of what is held, and new entries while it reaches the end.
   * @param {LiveLog} live @returns {boolean} something changed
   */
  follow(live) {
    if (!this.isLoaded) return false;
    const { isAtEnd, last } = this;
    this.#head = Math.max(this.#head, live.last);
    const isMore = isAtEnd && last >= live.after && last < live.last;
    if (isMore) {
      this.entries.push(...live.entries.slice(last - live.after));
      this.#letGo('oldest');
    }
    return this.#hear(live) || isMore;
  }

  /** @param {number} seq */
  find(seq) {
    const entry = this.entries[seq - this.after - 1];
    return entry?.op === 'message' ? entry : undefined;
  }

  /**
   * A message that is kept beside the stretch, because one in it answers it.
   * @param {number} seq
   */
  aside(seq) {
    return this.#asides.get(seq) ?? undefined;
  }

  /**
   * Reads a message beside the stretch, once.
   * @param {number} seq @param {() => Promise<MessageFrame>} read
   */
  readAside(seq, read) {
    if (this.#asides.has(seq)) return;
    this.#asides.set(seq, null);
    const [oldest] = this.#asides.keys();
    if (this.#asides.size > mostAsides && oldest !== undefined) this.#asides.delete(oldest);
    read().then(
      (message) => this.#asides.set(seq, message),
      // It may be gone; whoever wants it can go and look.
      () => undefined,
    );
  }

  /** Forgets everything, e.g. after the server lost something. */
  clear() {
    this.#run += 1;
    this.entries = [];
    this.after = 0;
    this.isLoaded = false;
    this.#head = 0;
    this.#heard = 0;
    this.#asides.clear();
  }

  /** @param {LiveLog} live */
  #hear(live) {
    const news = live.entries.slice(Math.max(0, this.#heard - live.after));
    this.#heard = live.last;
    let isChanged = false;
    for (const entry of news) {
      if (entry.op === 'message_changed') isChanged = this.#change(entry) || isChanged;
    }
    return isChanged;
  }

  /** @param {import('../client/frames.d.ts').MessageChangedFrame} change */
  #change(change) {
    const aside = this.#asides.get(change.of);
    if (aside) this.#asides.set(change.of, changeMessage(aside, change));
    const message = this.find(change.of);
    if (!message) return aside !== undefined;
    this.entries[change.of - this.after - 1] = changeMessage(message, change);
    return true;
  }

  /** @param {number} after @param {number} last */
  async #load(after, last) {
    if (last <= after) return [];
    this.isBusy = true;
    try {
      return await this.#read(after, last + 1);
    } finally {
      this.isBusy = false;
    }
  }

  /** Changes draw no line of their own, so they do not count. @param {'oldest' | 'newest'} end */
  #letGo(end) {
    let lines = this.entries.filter(isLine).length;
    let drop = 0;
    const { length } = this.entries;
    while (lines > mostLines && drop < length) {
      const entry = this.entries[end === 'oldest' ? drop : length - 1 - drop];
      if (entry && isLine(entry)) lines -= 1;
      drop += 1;
    }
    if (end === 'newest') this.entries.length = length - drop;
    else {
      this.entries.splice(0, drop);
      this.after += drop;
    }
  }
}

/** @param {Entry} entry */
const isLine = (entry) => entry.op !== 'message_changed';

import { createClientId } from './identifiers.js';

/** @typedef {import('./frames.d.ts').OutboxItem} OutboxItem */

/** Refused with these it may be taken a little later, however often that happens. */
const passingCodes = new Set(['rate_limited', 'unavailable']);
/** For what else may pass: nobody knows whether it ever will. */
const maxDoubtfulTries = 5;
const usualWaitMs = 500;
/** What nobody came back to for so long is not sent any more. */
const keptForMs = 7 * 24 * 60 * 60_000;
const states = new Set(['sending', 'stored', 'failed']);

/**
 * What was written and the log does not show yet, kept so that neither a reload nor a closed tab
 * loses it. The same `cid` goes out on every try, so that a message which was stored after all is
 * not stored twice. Several tabs may keep theirs in one storage: each writes its own and leaves the
 * others'.
 */
export class Outbox {
  /** @type {OutboxItem[]} */
  #items;
  /** Whatever this page ever held: in the storage it is this page's to change. */
  #known = new Set();
  /** @type {Map<string, number>} */
  #tries = new Map();
  #kept;
  #now;

  /**
   * @param {{ kept: import('./kept-value.js').KeptValue<OutboxItem[]>, now?: () => number }}
   * options
   */
  constructor({ kept, now = Date.now }) {
    this.#kept = kept;
    this.#now = now;
    const left = (kept.read() ?? []).filter((item) => isWorthSending(item, now()));
    this.#items = left;
    for (const { cid } of left) this.#known.add(cid);
  }

  get all() {
    return this.#items;
  }

  /** @param {string | null} channelId null: what waits for its conversation to start */
  of(channelId) {
    return this.#items.filter((item) => item.channelId === channelId);
  }

  /** @param {string} cid */
  find(cid) {
    return this.#items.find((item) => item.cid === cid);
  }

  /**
   * @param {string | null} channelId @param {string} data
   * @param {import('./frames.d.ts').WriteOptions} [options]
   */
  add(channelId, data, options = {}) {
    const at = new Date(this.#now()).toISOString();
    /** @type {OutboxItem} */
    const item = { cid: createClientId(), channelId, data, at, state: 'sending', ...options };
    this.#replace([...this.#items, item]);
    return item;
  }

  /**
   * What was written before its conversation started belongs to this one.
   * @param {string} channelId
   */
  assign(channelId) {
    if (this.of(null).length === 0) return;
    this.#replace(
      this.#items.map((item) => (item.channelId === null ? { ...item, channelId } : item)),
    );
  }

  /**
   * Whoever is signed in now wrote what nobody is named for. What somebody else wrote into a
   * conversation, who used this browser before, does not go out in another name.
   * @param {string} personId
   */
  claim(personId) {
    const mine = this.#items
      .filter(({ by, channelId }) => by === undefined || by === personId || channelId === null)
      .map((item) => (item.by === personId ? item : { ...item, by: personId }));
    const isSame = mine.every((item, index) => item === this.#items[index]);
    if (!isSame || mine.length < this.#items.length) this.#replace(mine);
  }

  /** What must go out (again) now, in the order it was written. */
  due() {
    return this.#items.flatMap((item) =>
      item.state === 'sending' && item.channelId !== null
        ? [{ ...item, channelId: item.channelId }]
        : [],
    );
  }

  /** @param {string} cid @param {number} seq @param {string} ts */
  stored(cid, seq, ts) {
    this.#change(cid, { state: 'stored', seq, at: ts, reason: undefined, code: undefined });
  }

  /**
   * @param {string} cid
   * @param {{ code: string, message: string, retry_ms?: number }} error
   * @returns {number | null} milliseconds to wait before the next try; null when it failed for good
   */
  refused(cid, error) {
    const tried = (this.#tries.get(cid) ?? 0) + 1;
    this.#tries.set(cid, tried);
    const isDoubtful = error.code === 'internal' || error.retry_ms !== undefined;
    if (passingCodes.has(error.code) || (isDoubtful && tried < maxDoubtfulTries)) {
      return error.retry_ms ?? usualWaitMs;
    }
    this.#change(cid, { state: 'failed', reason: error.message, code: error.code });
    return null;
  }

  /** The person wants it sent again. @param {string} cid */
  retry(cid) {
    this.#tries.delete(cid);
    const item = this.find(cid);
    if (item?.state !== 'failed') return;
    // Under its old id the server has another text.
    const isTaken = item.code === 'conflict';
    const next = {
      ...item,
      state: /** @type {const} */ ('sending'),
      cid: isTaken ? createClientId() : cid,
    };
    delete next.reason;
    delete next.code;
    this.#replace(this.#items.map((other) => (other === item ? next : other)));
  }

  /** The log shows it now, or the person gave it up. @param {string} cid */
  remove(cid) {
    this.#tries.delete(cid);
    if (this.find(cid)) this.#replace(this.#items.filter((item) => item.cid !== cid));
  }

  /**
   * What is stored at or below `seq` is not waited for: this page shows no log so far back.
   * @param {string} channelId @param {number} seq
   */
  forgetStored(channelId, seq) {
    const isOld = (/** @type {OutboxItem} */ item) =>
      item.channelId === channelId && item.state === 'stored' && (item.seq ?? 0) <= seq;
    if (this.#items.some(isOld)) this.#replace(this.#items.filter((item) => !isOld(item)));
  }

  /** Gives up everything, other tabs' too. */
  clear() {
    this.#tries.clear();
    this.#items = [];
    this.#kept.write(null);
  }

  /** @param {string} cid @param {Partial<OutboxItem>} change */
  #change(cid, change) {
    if (!this.find(cid)) return;
    this.#replace(this.#items.map((item) => (item.cid === cid ? { ...item, ...change } : item)));
  }

  /** @param {OutboxItem[]} items */
  #replace(items) {
    for (const { cid } of items) this.#known.add(cid);
    this.#items = items;
    const others = (this.#kept.read() ?? []).filter(({ cid }) => !this.#known.has(cid));
    // What is stored the log brings back by itself.
    const kept = [...others, ...items.filter(({ state }) => state !== 'stored')];
    this.#kept.write(kept.length === 0 ? null : kept);
  }
}

/** What another run of this page left. @param {unknown} value @returns {OutboxItem[] | null} */
export function acceptOutbox(value) {
  return Array.isArray(value) ? value.filter(isItem) : null;
}

/** @param {OutboxItem} item @param {number} nowMs */
function isWorthSending({ state, at }, nowMs) {
  return state !== 'stored' && nowMs - Date.parse(at) < keptForMs;
}

/** @param {unknown} value @returns {value is OutboxItem} */
function isItem(value) {
  const item = /** @type {Partial<OutboxItem> | null} */ (value);
  return (
    typeof item?.cid === 'string' &&
    typeof item.data === 'string' &&
    typeof item.at === 'string' &&
    (item.channelId === null || typeof item.channelId === 'string') &&
    (item.by === undefined || typeof item.by === 'string') &&
    states.has(item.state ?? '')
  );
}

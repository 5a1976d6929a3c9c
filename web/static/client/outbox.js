import { createClientId } from './identifiers.js';

/** @typedef {import('./frames.d.ts').OutboxItem} OutboxItem */

const passingCodes = new Set(['rate_limited', 'unavailable', 'internal']);
const maxAutomaticTries = 5;
const states = new Set(['sending', 'stored', 'failed']);

/**
 * What this tab wrote and the server has not shown back yet, kept so that a reload loses nothing.
 * The same `cid` goes out on every try, so a message that was stored after all is not stored twice.
 */
export class Outbox {
  /** @type {OutboxItem[]} */
  #items;
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
    this.#items = kept.read() ?? [];
  }

  get all() {
    return this.#items;
  }

  /** @param {string | null} channelId null: what waits for its conversation to start */
  of(channelId) {
    return this.#items.filter((item) => item.channelId === channelId);
  }

  /** @param {string | null} channelId @param {string} data */
  add(channelId, data) {
    const at = new Date(this.#now()).toISOString();
    /** @type {OutboxItem} */
    const item = { cid: createClientId(), channelId, data, at, state: 'sending' };
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
    this.#change(cid, { state: 'stored', seq, at: ts });
  }

  /**
   * @param {string} cid
   * @param {{ code: string, message: string, retry_ms?: number }} error
   * @returns {number | null} milliseconds to wait before the next try; null when it failed for good
   */
  refused(cid, error) {
    const tried = (this.#tries.get(cid) ?? 0) + 1;
    this.#tries.set(cid, tried);
    const passes = error.retry_ms !== undefined || passingCodes.has(error.code);
    if (passes && tried < maxAutomaticTries) return error.retry_ms ?? 500 * 2 ** tried;
    this.#change(cid, { state: 'failed', reason: error.message });
    return null;
  }

  /** @param {string} cid */
  retry(cid) {
    this.#tries.delete(cid);
    this.#change(cid, { state: 'sending', reason: undefined });
  }

  /** The log shows it now, or the person gave it up. @param {string} cid */
  remove(cid) {
    this.#tries.delete(cid);
    if (this.#items.some((item) => item.cid === cid)) {
      this.#replace(this.#items.filter((item) => item.cid !== cid));
    }
  }

  clear() {
    this.#tries.clear();
    this.#replace([]);
  }

  /** @param {string} cid @param {Partial<OutboxItem>} change */
  #change(cid, change) {
    this.#replace(this.#items.map((item) => (item.cid === cid ? { ...item, ...change } : item)));
  }

  /** @param {OutboxItem[]} items */
  #replace(items) {
    this.#items = items;
    this.#kept.write(items.length === 0 ? null : items);
  }
}

/** What another run of this page left. @param {unknown} value @returns {OutboxItem[] | null} */
export function acceptOutbox(value) {
  return Array.isArray(value) ? value.filter(isItem) : null;
}

/** @param {unknown} value @returns {value is OutboxItem} */
function isItem(value) {
  const item = /** @type {Partial<OutboxItem> | null} */ (value);
  return (
    typeof item?.cid === 'string' &&
    typeof item.data === 'string' &&
    typeof item.at === 'string' &&
    (item.channelId === null || typeof item.channelId === 'string') &&
    states.has(item.state ?? '')
  );
}

import { createClientId } from './identifiers.js';

/** @typedef {import('./frames.d.ts').OutboxItem} OutboxItem */
/** @typedef {import('./kept-value.js').KeptValue} KeptValue */

const passingCodes = new Set(['rate_limited', 'unavailable', 'internal']);
const maxAutomaticTries = 5;

/**
 * What this tab wrote and the server has not shown back yet, kept so that a reload loses nothing.
 * The same `cid` goes out on every try, so a message that was stored after all is not stored twice.
 *
 * @param {{ kept: KeptValue, now?: () => number }} options
 */
export function createOutbox({ kept, now = Date.now }) {
  /** @type {OutboxItem[]} */
  let items = restore(kept.read());
  /** @type {Map<string, number>} */
  const tries = new Map();

  function keep() {
    kept.write(items.length === 0 ? null : items);
  }

  /** @param {string} cid @param {Partial<OutboxItem>} change */
  function change(cid, change) {
    items = items.map((item) => (item.cid === cid ? { ...item, ...change } : item));
    keep();
  }

  return {
    /** @param {string | null} [channelId] */
    items(channelId) {
      return channelId === undefined ? items : items.filter((item) => item.channelId === channelId);
    },

    /**
     * @param {string | null} channelId null until the conversation has started
     * @param {string} data
     */
    add(channelId, data) {
      /** @type {OutboxItem} */
      const item = {
        cid: createClientId(),
        channelId,
        data,
        at: new Date(now()).toISOString(),
        state: 'sending',
      };
      items = [...items, item];
      keep();
      return item;
    },

    /** What was written before its conversation started belongs to this one. @param {string} channelId */
    assign(channelId) {
      items = items.map((item) => (item.channelId === null ? { ...item, channelId } : item));
      keep();
    },

    /** What must go out (again) now, in the order it was written. */
    due() {
      return items.filter((item) => item.state === 'sending' && item.channelId !== null);
    },

    /** @param {string} cid @param {number} seq @param {string} ts */
    stored(cid, seq, ts) {
      change(cid, { state: 'stored', seq, at: ts });
    },

    /**
     * @param {string} cid
     * @param {{ code: string, message: string, retry_ms?: number }} error
     * @returns {number | null} milliseconds to wait before the next try; null when it failed for good
     */
    refused(cid, error) {
      const tried = (tries.get(cid) ?? 0) + 1;
      tries.set(cid, tried);
      const passes = error.retry_ms !== undefined || passingCodes.has(error.code);
      if (passes && tried < maxAutomaticTries) return error.retry_ms ?? 1000 * 2 ** tried;
      change(cid, { state: 'failed', reason: error.message });
      return null;
    },

    /** @param {string} cid */
    retry(cid) {
      tries.delete(cid);
      change(cid, { state: 'sending', reason: undefined });
    },

    /** The log shows it now, or the person gave it up. @param {string} cid */
    remove(cid) {
      if (!items.some((item) => item.cid === cid)) return;
      items = items.filter((item) => item.cid !== cid);
      tries.delete(cid);
      keep();
    },

    /** Fails whatever is still under way in a channel. @param {string} channelId @param {string} reason */
    fail(channelId, reason) {
      for (const item of items) {
        if (item.channelId === channelId && item.state === 'sending') {
          change(item.cid, { state: 'failed', reason });
        }
      }
    },

    clear() {
      items = [];
      tries.clear();
      keep();
    },
  };
}

/** @typedef {ReturnType<typeof createOutbox>} Outbox */

/**
 * What another run of this page left: shape checked, since storage is anybody's on this origin.
 * @param {unknown} left
 * @returns {OutboxItem[]}
 */
function restore(left) {
  if (!Array.isArray(left)) return [];
  return left.filter(
    (item) =>
      typeof item?.cid === 'string' &&
      typeof item.data === 'string' &&
      typeof item.at === 'string' &&
      (item.channelId === null || typeof item.channelId === 'string') &&
      ['sending', 'stored', 'failed'].includes(item.state),
  );
}

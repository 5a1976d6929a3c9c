import { createClientId } from './identifiers.js';

/** @typedef {import('./frames.d.ts').OutboxItem} OutboxItem */
/**
 * @typedef {OutboxItem & ({ channelId: string } | { channelId: null, notesOf: string })} DueItem
 */

/** For what may pass, but nobody knows whether it ever will. */
const maxDoubtfulTries = 5;
const usualWaitMs = 500;
/** So that what waited flows soon after the server can store again. */
const maxExtraWaitMs = 2000;
/** What nobody came back to for so long is not sent any more. */
const keptForMs = 7 * 24 * 60 * 60_000;

/**
 * What was written and the log does not show yet, kept so that neither a reload nor a closed tab
 * loses it. The same `cid` goes out on every try, so that a message which was stored after all is
 * not stored twice. Of each channel one message is under way at a time: the next goes out when the
 * one before it is stored or has failed for good, so that what one person writes is stored in the
 * order it was written, whatever is refused or lost on the way. Several tabs may keep theirs in one
 * storage: each writes its own and leaves the others'.
 */
export class Outbox {
  /** @type {OutboxItem[]} */
  all = [];
  /** Whatever this page ever held: in the storage it is this page's to change. */
  #known = new Set();
  /**
   * Since when what was sent has no answer; `Infinity`: the server asked to send it later.
   * @type {Map<string, number>}
   */
  #underWay = new Map();
  #kept;
  #random;

  /**
   * @param {import('./kept-value.js').KeptValue<OutboxItem[]>} kept
   * @param {() => number} [random]
   */
  constructor(kept, random = Math.random) {
    this.#kept = kept;
    this.#random = random;
    this.#keep(
      (this.#kept.read() ?? []).filter(({ at }) => Date.now() - Date.parse(at) < keptForMs),
    );
  }

  /** Since when the oldest message that was sent has had no answer; `Infinity` when none waits. */
  get waitsSinceMs() {
    return Math.min(...this.#underWay.values());
  }

  /**
   * @param {string | null} channelId null: what waits for its conversation to start, or for the
   *   notes beside that of `notesOf`
   * @param {string} [notesOf]
   */
  of(channelId, notesOf) {
    return this.all.filter((item) => item.channelId === channelId && item.notesOf === notesOf);
  }

  /** @param {string | undefined} cid */
  find(cid) {
    return this.all.find((item) => item.cid === cid);
  }

  /**
   * @param {string | null} channelId @param {string} data
   * @param {import('./frames.d.ts').WriteOptions} [options]
   */
  add(channelId, data, options) {
    /** @type {OutboxItem} */
    const item = {
      cid: createClientId(),
      channelId,
      data,
      at: new Date().toISOString(),
      state: 'sending',
      ...options,
    };
    this.#keep([...this.all, item]);
    return item;
  }

  /**
   * What was written before its conversation started, or before there were notes beside that of
   * `notesOf`, belongs to this channel.
   * @param {string} channelId @param {string} [notesOf]
   */
  assign(channelId, notesOf) {
    const items = this.of(null, notesOf);
    for (const item of items) {
      item.channelId = channelId;
      delete item.notesOf;
      this.#underWay.delete(item.cid);
    }
    if (items.length > 0) this.#keep();
  }

  /**
   * The person goes on elsewhere: what failed in this conversation waits for the next one, as a
   * message that was never sent.
   * @param {string} channelId
   */
  release(channelId) {
    for (const item of this.of(channelId)) {
      if (item.state !== 'failed') continue;
      again(item);
      Object.assign(item, { cid: createClientId(), channelId: null });
    }
    this.#keep();
  }

  /**
   * Whoever is signed in now wrote what nobody is named for. What somebody else wrote into a
   * conversation, who used this browser before, does not go out in another name.
   * @param {string} personId
   */
  claim(personId) {
    const mine = this.all.filter((item) => (item.by ?? personId) === personId || !placeOf(item));
    for (const item of mine) item.by = personId;
    this.#keep(mine);
  }

  /** What must go out (again), in the order it was written. */
  due() {
    return /** @type {DueItem[]} */ (
      this.all.filter((item) => item.state === 'sending' && placeOf(item))
    );
  }

  /** Sends what may go out now. @param {(item: DueItem) => boolean} send false: not connected */
  flush(send) {
    const places = new Set();
    for (const item of this.due()) {
      const { cid } = item;
      const place = placeOf(item);
      if (places.has(place)) continue;
      places.add(place);
      if (!this.#underWay.has(cid) && send(item)) this.#underWay.set(cid, Date.now());
    }
  }

  /** What was sent and not answered is sent again over the next connection. */
  disconnected() {
    this.#underWay.clear();
  }

  /** @param {string} cid @param {number} seq @param {string} at @returns {boolean} it is news */
  stored(cid, seq, at) {
    const item = this.find(cid);
    this.#underWay.delete(cid);
    if (!item || item.state === 'stored') return false;
    Object.assign(item, { state: 'stored', seq, at });
    this.#keep();
    return true;
  }

  /**
   * @param {string | undefined} cid
   * @param {{ code: string, message: string, retry_ms?: number }} error
   * @param {() => void} again is called when it may be sent again; never when it failed for good
   * @returns {boolean} false: it is not one of these
   */
  refused(cid, { code, message, retry_ms }, again) {
    const item = this.find(cid);
    if (!item) return false;
    const tries = (item.tries ?? 0) + 1;
    // With these it may be taken a little later, however often that happens.
    const isPassing = code === 'rate_limited' || code === 'unavailable';
    const isDoubtful = code === 'internal' || retry_ms !== undefined;
    if (isPassing || (isDoubtful && tries < maxDoubtfulTries)) {
      const waitMs = retry_ms ?? usualWaitMs;
      const extraMs = Math.min(maxExtraWaitMs, (tries * waitMs) / 2);
      item.tries = tries;
      this.#underWay.set(item.cid, Infinity);
      setTimeout(
        () => {
          if (this.#underWay.get(item.cid) === Infinity) this.#underWay.delete(item.cid);
          again();
        },
        waitMs + this.#random() * extraMs,
      );
    } else {
      this.#underWay.delete(item.cid);
      Object.assign(item, { state: 'failed', reason: message, code });
      this.#keep();
    }
    return true;
  }

  /** The person wants it sent again. @param {string} cid */
  retry(cid) {
    const item = this.find(cid);
    if (item?.state !== 'failed') return;
    // Under its old id the server has another text.
    if (item.code === 'conflict') item.cid = createClientId();
    again(item);
    this.#keep();
  }

  /** The person gave it up. @param {string} cid */
  remove(cid) {
    this.#underWay.delete(cid);
    this.#drop((item) => item.cid === cid);
  }

  /**
   * What is stored at or below `seq` is not waited for: the log shows it, or goes back less far.
   * @param {string} channelId @param {number} seq
   */
  forgetStored(channelId, seq) {
    this.#drop((item) => item.channelId === channelId && Number(item.seq) <= seq);
  }

  /** Gives up everything, other tabs' too. */
  clear() {
    this.all = [];
    this.#kept.write(null);
  }

  /** @param {(item: OutboxItem) => boolean} isDropped */
  #drop(isDropped) {
    if (this.all.some(isDropped)) this.#keep(this.all.filter((item) => !isDropped(item)));
  }

  #keep(items = this.all) {
    this.all = items;
    for (const { cid } of items) this.#known.add(cid);
    const others = (this.#kept.read() ?? []).filter(({ cid }) => !this.#known.has(cid));
    // What is stored the log brings back by itself.
    const kept = [...others, ...items.filter(({ state }) => state !== 'stored')];
    this.#kept.write(kept.length > 0 ? kept : null);
  }
}

/** Where it is to go; undefined while nobody can say. @param {OutboxItem} item */
function placeOf({ channelId, notesOf }) {
  return channelId ?? (notesOf && `notes of ${notesOf}`);
}

/** @param {OutboxItem} item */
function again(item) {
  item.state = 'sending';
  item.tries = 0;
  delete item.reason;
}

/** What another run of this page left. @param {unknown} value @returns {OutboxItem[] | null} */
export function acceptOutbox(value) {
  return Array.isArray(value) ? value.filter(isItem) : null;
}

/** @param {Partial<OutboxItem> | null} item */
function isItem(item) {
  return (
    typeof item?.cid === 'string' &&
    typeof item.data === 'string' &&
    (item.state === 'sending' || item.state === 'failed')
  );
}

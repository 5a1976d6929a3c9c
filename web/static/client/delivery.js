import { createBackoff } from './backoff.js';

/** @typedef {import('./outbox.js').Outbox} Outbox */
/**
 * `type` is `text` and `replyTo` nothing where they are not given.
 * @typedef {{
 *   cid: string, channelId: string, data: string, type?: MessageType, replyTo?: number,
 * }} Letter
 */
/** @typedef {import('./frames.d.ts').MessageFrame['type']} MessageType */
/** @typedef {{ timer: ReturnType<typeof setTimeout>, cid: string }} Pause */

/** So that what waited flows soon after the server can store again. */
const maxExtraWaitMs = 2000;

/**
 * Sends what stands in the outbox, of each channel one message at a time: the next goes out when
 * the one before it is stored or has failed for good, so that what one person writes is stored in
 * the order it was written, whatever is refused or lost on the way.
 */
export class Delivery {
  #outbox;
  #send;
  #random;
  #now;
  /**
   * Channel → the message that was sent and has no answer.
   * @type {Map<string, { cid: string, sinceMs: number }>}
   */
  #underWay = new Map();
  /** Channels whose next message the server asked to send later. @type {Map<string, Pause>} */
  #pauses = new Map();
  /** @type {Map<string, ReturnType<typeof createBackoff>>} */
  #backoffs = new Map();

  /**
   * @param {{
   *   outbox: Outbox, send: (letter: Letter) => boolean, random?: () => number,
   *   now?: () => number,
   * }} options
   *   `send` says false when there is no connection
   */
  constructor({ outbox, send, random = Math.random, now = Date.now }) {
    this.#now = now;
    this.#outbox = outbox;
    this.#send = send;
    this.#random = random;
  }

  /** Since when the oldest message that was sent has had no answer; 0 when none waits. */
  get waitsSinceMs() {
    const since = [...this.#underWay.values()].map(({ sinceMs }) => sinceMs);
    return since.length === 0 ? 0 : Math.min(...since);
  }

  /** Sends what may go out now. */
  flush() {
    const behind = new Set();
    for (const { cid, channelId, data, type, replyTo } of this.#outbox.due()) {
      if (behind.has(channelId)) continue;
      behind.add(channelId);
      if (this.#underWay.has(channelId) || this.#pauses.has(channelId)) continue;
      if (!this.#send({ cid, channelId, data, type, replyTo })) return;
      this.#underWay.set(channelId, { cid, sinceMs: this.#now() });
    }
  }

  /** Whatever became of it, it is not under way any more. @param {string} cid */
  answered(cid) {
    for (const [channelId, sent] of this.#underWay) {
      if (sent.cid !== cid) continue;
      this.#underWay.delete(channelId);
      if (this.#pauses.get(channelId)?.cid !== cid) this.#backoffs.delete(channelId);
    }
  }

  /**
   * The server asked to send it again, after so long at least.
   * @param {string} channelId @param {string} cid @param {number} atLeastMs
   */
  postpone(channelId, cid, atLeastMs) {
    const backoff =
      this.#backoffs.get(channelId) ??
      createBackoff({ baseMs: atLeastMs / 2, capMs: maxExtraWaitMs, random: this.#random });
    this.#backoffs.set(channelId, backoff);
    this.#resume(channelId);
    const timer = setTimeout(() => {
      this.#resume(channelId);
      this.flush();
    }, backoff.nextMs(atLeastMs));
    this.#pauses.set(channelId, { timer, cid });
  }

  /** What was sent and not answered is sent again over the next connection. */
  disconnected() {
    this.#underWay.clear();
    for (const channelId of this.#pauses.keys()) this.#resume(channelId);
  }

  /** @param {string} channelId */
  #resume(channelId) {
    clearTimeout(this.#pauses.get(channelId)?.timer);
    this.#pauses.delete(channelId);
  }
}

const tickMs = 1000;
/** A tick that comes later than this: the machine slept, or the page was put aside. */
const lateMs = 5000;
/** After so long without a word the other end is asked for one. */
const idleMs = 20_000;
const answerMs = 10_000;
/** Somebody looks at the page again, or the network changed: then it is known sooner. */
const soonMs = 4000;
/** A connection that leaves a message unanswered for this long is given up for another. */
const silentMs = 12_000;

/**
 * Finds out that a connection is dead though nobody closed it, as after a night's sleep or a change
 * of networks: pages do not see the protocol's own pings. What was asked before a sleep is asked
 * again after it, because the answer may have come to nobody.
 */
export class Pulse {
  #options;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #tickedAtMs = 0;
  #heardAtMs = 0;
  /** When the other end must have said something; 0: nothing is asked. */
  #answerByMs = 0;
  /** What was sent before this may have been answered to nobody. */
  #wokeAtMs = 0;
  #knowsPing = true;

  /**
   * @param {{
   *   ping: () => boolean, waitsSinceMs: () => number, onLost: () => void, now?: () => number,
   * }} options
   *   `waitsSinceMs`: since when a message has had no answer, 0 when none waits; `now` in
   *   milliseconds, going on while the machine sleeps
   */
  constructor({ now = Date.now, ...options }) {
    this.#options = { now, ...options };
  }

  /** There is a connection from now on. */
  start() {
    this.stop();
    this.#tickedAtMs = this.#options.now();
    this.#heardAtMs = this.#tickedAtMs;
    this.#knowsPing = true;
    this.#timer = setInterval(() => this.#tick(), tickMs);
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#answerByMs = 0;
  }

  /** The other end said something. */
  heard() {
    this.#heardAtMs = this.#options.now();
    this.#answerByMs = 0;
  }

  /** A relay of an earlier version takes `ping` for a mistake. */
  refusedPing() {
    this.#knowsPing = false;
  }

  /** Asks at once whether anybody is there. */
  probe() {
    if (this.#timer !== undefined) this.#ask(soonMs);
  }

  #tick() {
    const nowMs = this.#options.now();
    const wasLateMs = nowMs - this.#tickedAtMs;
    this.#tickedAtMs = nowMs;
    if (wasLateMs > lateMs || wasLateMs < 0) {
      this.#answerByMs = 0;
      this.#wokeAtMs = nowMs;
      return this.#ask(soonMs);
    }
    const isSilent = this.#answerByMs > 0 && nowMs > this.#answerByMs;
    const sinceMs = this.#options.waitsSinceMs();
    const isStuck = sinceMs > 0 && nowMs - Math.max(sinceMs, this.#wokeAtMs) > silentMs;
    if (isSilent || isStuck) return this.#options.onLost();
    if (nowMs - this.#heardAtMs >= idleMs) this.#ask(answerMs);
  }

  /** @param {number} patienceMs */
  #ask(patienceMs) {
    if (!this.#knowsPing) return;
    const byMs = this.#options.now() + patienceMs;
    if (this.#answerByMs > 0 && this.#answerByMs <= byMs) return;
    if (this.#options.ping()) this.#answerByMs = byMs;
  }
}

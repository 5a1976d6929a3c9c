import type { Limits } from '../limits.ts';

export type PressureLimits = Pick<
  Limits,
  'storeTargetMs' | 'storeBurstMs' | 'storeSilentMs' | 'minOutstanding' | 'maxQueuedMessages'
>;

const windowMs = 100;
/** Before anything was measured. */
const assumedPerMs = 10;
/** A queue that stands for longer than this is no burst. */
const standingMs = 100;
/** An answer is heard a turn of the event loop after the question, and takes effect in the next. */
const turnsOnTheWay = 1.5;
const turnWeight = 0.2;

/**
 * How many messages may be on their way to dbmgr at once, so that none of them waits much longer
 * than `storeTargetMs`: what is stored in that time (Little's law). A queue that is bounded by time
 * and not by length is short when the store is slow, and who is refused on arrival knows it. As in
 * CoDel (RFC 8289) a queue that drains again is let be, up to `storeBurstMs`, and one that stands
 * is not. The rate is measured only while there is more than is taken on. When nobody answers at
 * all, what comes waits for them, up to `maxQueuedMessages`.
 */
export class Pressure {
  readonly #limits: PressureLimits;
  #perMs = assumedPerMs;
  #answeredAtMs = 0;
  #windowFromMs: number | null = null;
  #stored = 0;
  #turnMs = 0;
  /** When more was on its way than can be stored in time: last, and first without a pause. */
  #longAtMs = -Infinity;
  #longSinceMs = 0;

  constructor(limits: PressureLimits) {
    this.#limits = limits;
  }

  /** False when one more than these would be too many. */
  admits(outstanding: number, nowMs: number): boolean {
    const { storeTargetMs, storeBurstMs, maxQueuedMessages } = this.#limits;
    if (outstanding === 0) this.#begin(nowMs);
    if (outstanding >= maxQueuedMessages) return false;
    if (outstanding < this.#storedIn(storeTargetMs) || this.#isSilent(nowMs)) return true;
    if (nowMs - this.#longAtMs > standingMs) this.#longSinceMs = nowMs;
    this.#longAtMs = nowMs;
    if (nowMs - this.#longSinceMs > standingMs) return false;
    return outstanding < this.#storedIn(storeBurstMs);
  }

  /** The first message after a pause is on its way. */
  #begin(nowMs: number): void {
    this.#answeredAtMs = nowMs;
    this.#windowFromMs = null;
  }

  /**
   * How long a turn of the event loop took. When turns are long, it is this process that limits and
   * not the store: to take less on would only leave the store idle.
   */
  turned(tookMs: number): void {
    this.#turnMs += (tookMs - this.#turnMs) * turnWeight;
  }

  /** So many were stored; `isBehind` when others wait that could not be asked for yet. */
  answered(stored: number, isBehind: boolean, nowMs: number): void {
    const wasSilent = this.#isSilent(nowMs);
    this.#answeredAtMs = nowMs;
    if (!isBehind || wasSilent || this.#windowFromMs === null) {
      this.#windowFromMs = isBehind ? nowMs : null;
      this.#stored = 0;
      return;
    }
    this.#stored += stored;
    const elapsedMs = nowMs - this.#windowFromMs;
    if (elapsedMs < windowMs) return;
    this.#perMs = (this.#perMs + this.#stored / elapsedMs) / 2;
    this.#windowFromMs = nowMs;
    this.#stored = 0;
  }

  #storedIn(wantedMs: number): number {
    const ms = Math.max(wantedMs, this.#turnMs * turnsOnTheWay);
    return Math.max(this.#limits.minOutstanding, this.#perMs * ms);
  }

  #isSilent(nowMs: number): boolean {
    return nowMs - this.#answeredAtMs > this.#limits.storeSilentMs;
  }
}

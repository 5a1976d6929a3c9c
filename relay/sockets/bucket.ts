/**
 * A token bucket that remembers what it refused: whoever goes on after a refusal sinks into debt
 * and waits longer.
 */
export class Bucket {
  readonly #ratePerMs: number;
  readonly #burst: number;
  readonly #maxDebt: number;
  #tokens: number;
  #filledAtMs: number;

  /** `rate` in tokens a second, `burstS` and `debtS` in seconds' worth of them. */
  constructor(rate: number, burstS: number, debtS: number, nowMs: number) {
    this.#ratePerMs = rate / 1000;
    this.#burst = rate * burstS;
    this.#maxDebt = rate * debtS;
    this.#tokens = this.#burst;
    this.#filledAtMs = nowMs;
  }

  /** False when there is no token left; asking costs one all the same. */
  take(nowMs: number): boolean {
    this.#fill(nowMs);
    this.#tokens--;
    return this.#tokens >= 0;
  }

  /** Whether there is a token to take; asking costs nothing. */
  has(nowMs: number): boolean {
    this.#fill(nowMs);
    return this.#tokens >= 1;
  }

  isFull(nowMs: number): boolean {
    this.#fill(nowMs);
    return this.#tokens === this.#burst;
  }

  /** Milliseconds until one more is granted. */
  retryMs(): number {
    return Math.max(1, Math.ceil((1 - this.#tokens) / this.#ratePerMs));
  }

  isOverdrawn(): boolean {
    return this.#tokens < -this.#maxDebt;
  }

  #fill(nowMs: number): void {
    const filled = this.#tokens + (nowMs - this.#filledAtMs) * this.#ratePerMs;
    this.#tokens = Math.min(this.#burst, filled);
    this.#filledAtMs = nowMs;
  }
}

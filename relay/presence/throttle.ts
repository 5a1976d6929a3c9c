/** Lets each key through once an interval; what it remembers is never older than that. */
export class Throttle {
  readonly #intervalMs: number;
  /** When each was let through, longest ago first. */
  readonly #passedAtMs = new Map<string, number>();

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  get size(): number {
    return this.#passedAtMs.size;
  }

  passes(key: string, nowMs: number): boolean {
    for (const [old, atMs] of this.#passedAtMs) {
      if (nowMs - atMs < this.#intervalMs) break;
      this.#passedAtMs.delete(old);
    }
    if (this.#passedAtMs.has(key)) return false;
    this.#passedAtMs.set(key, nowMs);
    return true;
  }
}

/**
 * Does what many ask for at once a little in each turn of the event loop, so that those who are in
 * do not wait for those who come in. It costs nothing while few come.
 */
export class Pace {
  readonly #budgetMs: number;
  readonly #maxWaiting: number;
  #waiting: (() => void)[] = [];
  #next = 0;
  #isScheduled = false;

  constructor(budgetMs: number, maxWaiting: number) {
    this.#budgetMs = budgetMs;
    this.#maxWaiting = maxWaiting;
  }

  get waiting(): number {
    return this.#waiting.length - this.#next;
  }

  /** False when too many wait already: then it will not be done. */
  add(work: () => void): boolean {
    if (this.waiting >= this.#maxWaiting) return false;
    this.#waiting.push(work);
    this.#schedule();
    return true;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#work);
  }

  #work = (): void => {
    this.#isScheduled = false;
    const endMs = performance.now() + this.#budgetMs;
    do {
      this.#waiting[this.#next++]?.();
    } while (this.waiting > 0 && performance.now() < endMs);
    if (this.waiting > 0) return this.#schedule();
    this.#waiting = [];
    this.#next = 0;
  };
}

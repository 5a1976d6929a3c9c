/** What is still to happen, the earliest first; what is due at once keeps the order of noting. */
export class Agenda {
  /** A binary heap. */
  readonly #heap: Entry[] = [];
  #noted = 0;

  note(atMs: number, act: () => void): void {
    let at = this.#heap.length;
    this.#heap.push({ atMs, order: this.#noted++, act });
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.#isEarlier(at, above)) return;
      this.#swap(at, above);
      at = above;
    }
  }

  /** Infinity when nothing is left. */
  get nextMs(): number {
    return this.#heap[0]?.atMs ?? Infinity;
  }

  /** Takes the next one off and does it. */
  perform(): void {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (!first || !last) return;
    if (this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink();
    }
    first.act();
  }

  #sink(): void {
    for (let at = 0; ;) {
      let least = at;
      for (const below of [2 * at + 1, 2 * at + 2]) {
        if (below < this.#heap.length && this.#isEarlier(below, least)) least = below;
      }
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #isEarlier(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a]!, this.#heap[b]!];
    return one.atMs === other.atMs ? one.order < other.order : one.atMs < other.atMs;
  }

  #swap(a: number, b: number): void {
    [this.#heap[a], this.#heap[b]] = [this.#heap[b]!, this.#heap[a]!];
  }
}

type Entry = { atMs: number; order: number; act: () => void };

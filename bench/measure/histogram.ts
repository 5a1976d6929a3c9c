/** Buckets for each doubling; a quantile is off by 1/64 of itself at most. */
const bucketsADoubling = 64;
const smallestMs = 0.001;
const doublings = 30;

/** Counts times in buckets that grow with them, as HDR histograms do (hdrhistogram.org). */
export class Histogram {
  readonly #counts = new Uint32Array(bucketsADoubling * doublings);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  record(ms: number): void {
    const place = Math.floor(Math.log2(Math.max(ms, smallestMs) / smallestMs) * bucketsADoubling);
    this.#counts[Math.min(place, this.#counts.length - 1)]!++;
    this.#count++;
  }

  /** The time that this part of all did not exceed; NaN when there are none. */
  quantileMs(part: number): number {
    if (this.#count === 0) return NaN;
    const rank = Math.max(1, Math.ceil(part * this.#count));
    let seen = 0;
    for (const [place, count] of this.#counts.entries()) {
      seen += count;
      if (seen >= rank) return smallestMs * 2 ** ((place + 0.5) / bucketsADoubling);
    }
    return NaN;
  }
}

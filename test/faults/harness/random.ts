/** Chance that can be had again: the same seed gives the same numbers. */
export type Random = {
  readonly seed: number;
  /** From 0 up to but not 1. */
  next: () => number;
  /** A whole number from `least` to `most`, both included. */
  int: (least: number, most: number) => number;
  pick: <T>(from: readonly T[]) => T;
  /** True in so many cases of one. */
  chance: (probability: number) => boolean;
  shuffle: <T>(items: readonly T[]) => T[];
  /** Another source for one part of a run, so that parts do not disturb each other's numbers. */
  fork: (part: string) => Random;
};

/** Mulberry32 (T. Ettinger, public domain): 32 bits of state, enough for a test's choices. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    seed,
    next,
    int,
    pick: (from) => from[int(0, from.length - 1)]!,
    chance: (probability) => next() < probability,
    shuffle(items) {
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = int(0, last);
        [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
      }
      return shuffled;
    },
    fork: (part) => createRandom([...part].reduce(mix, seed)),
  };
}

function mix(hash: number, letter: string): number {
  return Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
}

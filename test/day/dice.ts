import { createHash } from 'node:crypto';

/** Numbers from 0 to 1 that follow from a seed and from what they are for alone. */
export type Dice = {
  roll: (...what: readonly (string | number)[]) => number;
  /** A whole number from `low` to `high`, both included. */
  between: (low: number, high: number, ...what: readonly (string | number)[]) => number;
};

export function createDice(seed: number): Dice {
  const roll: Dice['roll'] = (...what) =>
    createHash('sha256')
      .update(`${seed} ${what.join(' ')}`)
      .digest()
      .readUInt32BE() /
    2 ** 32;
  return {
    roll,
    between: (low, high, ...what) => low + Math.floor(roll(...what) * (high - low + 1)),
  };
}

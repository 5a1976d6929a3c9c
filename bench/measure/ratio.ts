export type Spread = { median: number; low: number; high: number };

export function spreadOf(numbers: number[]): Spread {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median =
    sorted.length % 2 === 1
      ? sorted[Math.floor(middle)]!
      : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, low: sorted[0]!, high: sorted.at(-1)! };
}

/** One ratio a round: `ours` and `theirs` were measured one after the other. */
export function ratiosOf(ours: number[], theirs: number[]): number[] {
  return ours.map((number, round) => number / theirs[round]!);
}

/**
 * What the same thing measured twice differs by: rounds 1 and 2, 3 and 4, and so on. Null when
 * there is no such pair.
 */
export function noiseOf(numbers: number[]): Spread | null {
  const ratios: number[] = [];
  for (let round = 1; round < numbers.length; round += 2) {
    ratios.push(numbers[round]! / numbers[round - 1]!);
  }
  return ratios.length === 0 ? null : spreadOf(ratios);
}

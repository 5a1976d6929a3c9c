/** By rank: of two in the middle the lower. Of values in ascending order; undefined of none. */
export function atRank(sorted: ArrayLike<number>, share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** The same of values in any order. */
export function quantile(values: readonly number[], share: number): number | undefined {
  return atRank(
    values.toSorted((a, b) => a - b),
    share,
  );
}

/** By linear interpolation between neighbours; of at least one value, in ascending order. */
export function interpolate(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below + (above - below) * (at - Math.floor(at));
}

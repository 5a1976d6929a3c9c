import { interpolate } from './quantiles.ts';

/** Seconds from now on; `high` is what a cautious visitor counts on. */
export type Estimate = { low: number; high: number };

/**
 * How long the one at `position` waits: while all seats are busy, `seats` conversations end in the
 * time that one takes (Little's law), so the quarter and three-quarter points of recent handling
 * times give a range. Null when there are none, or nobody works: then nobody can say.
 */
export function estimateWait(
  position: number,
  handlingMs: readonly number[],
  seats: number,
): Estimate | null {
  if (handlingMs.length === 0 || seats < 1) return null;
  const sorted = handlingMs.toSorted((a, b) => a - b);
  const waitS = (share: number) => (position * interpolate(sorted, share)) / seats / 1000;
  const low = Math.floor(waitS(0.25));
  return { low, high: Math.max(1, low, Math.ceil(waitS(0.75))) };
}

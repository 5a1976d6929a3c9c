/** Wrong passwords of one account, address or device. */
export type Failures = { failures: number; failedAt: Date; blockedUntil: Date | null };

const freeTries = 3;
const firstDelayMs = 1000;
const maxDelayMs = 15 * 60_000;
/** Failures are forgotten this long after the last one and its delay. */
const memoryMs = 15 * 60_000;

/** What stands after one more wrong password: 1 s after the third, doubled each time, ≤ 15 min. */
export function addFailure(before: Failures | null, now: Date): Failures {
  const failures = 1 + (before && !isForgotten(before, now) ? before.failures : 0);
  if (failures < freeTries) return { failures, failedAt: now, blockedUntil: null };
  const delayMs = Math.min(maxDelayMs, firstDelayMs * 2 ** (failures - freeTries));
  return { failures, failedAt: now, blockedUntil: new Date(now.getTime() + delayMs) };
}

/** How long the next try must wait, in milliseconds; 0 when it need not. */
export function delayOf(failures: Failures, now: Date): number {
  return Math.max(0, (failures.blockedUntil?.getTime() ?? 0) - now.getTime());
}

export function isForgotten(failures: Failures, now: Date): boolean {
  const last = failures.blockedUntil ?? failures.failedAt;
  return now.getTime() - last.getTime() > memoryMs;
}

/** Before this time no failure is remembered any more, whatever its delay was. */
export function forgottenBefore(now: Date): Date {
  return new Date(now.getTime() - memoryMs - maxDelayMs);
}

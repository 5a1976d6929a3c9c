const minuteMs = 60_000;

/** Until another courier may take what one has in hand. */
export const leaseMs = 5 * minuteMs;
/** A mail that was tried so often goes to the dead list: after 21 hours. */
export const maxMailTries = 12;

/** Until a mail is tried again after its n-th try: 1, 2, 4 … minutes, and every 6 hours. */
export function mailPauseMs(tries: number): number {
  return Math.min(2 ** Math.max(0, tries - 1) * minuteMs, 360 * minuteMs);
}

/** A push that is late is worth little: 2, 4, 8 … seconds, a minute at most. */
export function pushPauseMs(tries: number): number {
  return Math.min(2 ** Math.max(1, tries) * 1000, minuteMs);
}

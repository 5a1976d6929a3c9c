/** The token is no good, or not any more: with a fresh one it may go on. */
export const needsFreshToken = 4401;

/**
 * Why the server closes the socket, and a floor under the random wait before the next try, in
 * milliseconds; `Infinity`: only the person can go on.
 * @type {Record<number, [reason: string, atLeastMs?: number]>}
 */
const verdicts = {
  1009: ['The last message was too large to send.'],
  1013: ['The server is busy.', 1000],
  4400: ['The server did not understand this page.', 2000],
  [needsFreshToken]: ['Signing in again.'],
  4403: ['This sign-in has ended.', Infinity],
  4408: ['The connection was too slow.'],
  4429: ['Too much at once.', 5000],
};

/** Refused this often in a row, a page stops: it would only hammer. */
const maxInRow = 4;

/**
 * @param {number} code
 * @param {number} inRow how often this very code came without a welcome in between
 */
export function judgeClose(code, inRow) {
  const [reason, atLeastMs = 0] = verdicts[code] ?? ['The connection was lost.'];
  const isHopeless = inRow >= maxInRow && (code === 4400 || code === needsFreshToken);
  return { reason, atLeastMs: isHopeless ? Infinity : atLeastMs };
}

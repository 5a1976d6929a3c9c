/**
 * What to do when the server closes the socket. `atLeastMs` is a floor under the random wait;
 * `isFinal`: only the person can go on.
 *
 * @typedef {{ reason: string, atLeastMs?: number, needsFreshToken?: boolean, isFinal?: boolean }}
 * Verdict
 */

/** @type {Record<number, Verdict>} */
const verdicts = {
  1009: { reason: 'The last message was too large to send.' },
  1013: { reason: 'The server is busy.', atLeastMs: 1000 },
  4400: { reason: 'The server did not understand this page.', atLeastMs: 2000 },
  4401: { reason: 'Signing in again.', needsFreshToken: true },
  4403: { reason: 'This sign-in has ended.', isFinal: true },
  4408: { reason: 'The connection was too slow.' },
  4429: { reason: 'Too much at once.', atLeastMs: 5000 },
};

/** Refused this often in a row, a page stops: it would only hammer. */
const maxInRow = 4;

/**
 * @param {number} code
 * @param {number} inRow how often this very code came without a welcome in between
 * @returns {Verdict}
 */
export function judgeClose(code, inRow) {
  const verdict = verdicts[code] ?? { reason: 'The connection was lost.' };
  const isHopeless = (code === 4400 || code === 4401) && inRow >= maxInRow;
  return isHopeless ? { ...verdict, isFinal: true } : verdict;
}

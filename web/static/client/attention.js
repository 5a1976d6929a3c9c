/** Nobody has touched the page for so long: nobody is there. */
const idleMs = 5 * 60_000;
const tickMs = 5000;
const signs = ['pointerdown', 'pointermove', 'keydown', 'scroll', 'focus'];

/**
 * Whether somebody is at a page: not after it was hidden for a while, nor when nothing has moved on
 * it for five minutes. `tell` is called whenever that changes; it is true at first.
 *
 * @param {(isThere: boolean) => void} tell
 * @param {{ hiddenMs: number }} options how long a page may be hidden before it counts
 */
export function watchAttention(tell, { hiddenMs }) {
  let isThere = true;
  let movedAtMs = Date.now();
  let shownAtMs = movedAtMs;

  function judge() {
    const nowMs = Date.now();
    if (!document.hidden) shownAtMs = nowMs;
    const now = nowMs - shownAtMs < hiddenMs && nowMs - movedAtMs < idleMs;
    if (now !== isThere) tell((isThere = now));
  }

  function move() {
    movedAtMs = Date.now();
    if (!isThere) judge();
  }

  for (const sign of signs) addEventListener(sign, move, true);
  document.addEventListener('visibilitychange', () => {
    shownAtMs = movedAtMs = Date.now();
    judge();
    setTimeout(judge, hiddenMs);
  });
  setInterval(judge, tickMs);
}

/** Nobody has touched the page for so long: nobody is there. */
export const idleMs = 5 * 60_000;
const tickMs = 5000;
const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'scroll', 'focus'];

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
  /** @type {number | null} */
  let hiddenSinceMs = null;

  function judge() {
    const nowMs = Date.now();
    if (!document.hidden) hiddenSinceMs = null;
    else hiddenSinceMs ??= nowMs;
    const isHidden = hiddenSinceMs !== null && nowMs - hiddenSinceMs >= hiddenMs;
    const now = !isHidden && nowMs - movedAtMs < idleMs;
    if (now === isThere) return;
    isThere = now;
    tell(isThere);
  }

  for (const sign of signs) {
    addEventListener(
      sign,
      () => {
        movedAtMs = Date.now();
        if (!isThere) judge();
      },
      { capture: true, passive: true },
    );
  }
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) movedAtMs = Date.now();
    judge();
    setTimeout(judge, hiddenMs);
  });
  setInterval(judge, tickMs);
}

/**
 * Draws once, however much changed in this turn of the event loop.
 * @param {() => void} draw
 * @returns {() => void}
 */
export function createRedraw(draw) {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    queueMicrotask(() => {
      isDue = false;
      draw();
    });
  };
}

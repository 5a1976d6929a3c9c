/**
 * One key, one act. Not while writing, not with a modifier, and not at all when the agent switched
 * single keys off (WCAG 2.2, 2.1.4).
 *
 * @param {Record<string, () => void>} acts by `event.key`
 * @param {{ isOn: () => boolean, onEscape: () => void }} options Escape works always
 */
export function listenToKeys(acts, { isOn, onEscape }) {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
    if (event.key === 'Escape') return onEscape();
    if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target))
      return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** @param {EventTarget | null} target */
function isWriting(target) {
  return (
    target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
  );
}

import { canAct, itemOf } from './line.js';

const longMs = 450;
const slackPx = 10;

/**
 * Where the keyboard is in the messages: Tab leads to what can be pressed in the line that has the
 * focus, and to nothing in all the others.
 * @param {HTMLElement} list
 */
export function followFocus(list) {
  /** @type {Element | null} */
  let reached = null;
  list.addEventListener('focusin', ({ target }) => {
    const line = target instanceof Element ? target.closest('.message') : null;
    if (reached && reached !== line) setTabs(reached, -1);
    reached = line;
    if (line) setTabs(line, 0);
  });
}

/** @param {Element} line @param {number} tabIndex */
function setTabs(line, tabIndex) {
  for (const control of line.querySelectorAll('.line-control')) {
    if (control instanceof HTMLElement) control.tabIndex = tabIndex;
  }
}

/**
 * A finger that stays on a message opens what can be done with it, once it lets go: whatever opens
 * under a finger would be closed by its leaving.
 * @param {HTMLElement} list
 * @param {(item: import('./items.js').LineItem, line: HTMLElement) => void} open
 */
export function listenToLongPress(list, open) {
  /** @type {{ x: number, y: number, line: HTMLElement, atMs: number } | null} */
  let press = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const end = () => {
    clearTimeout(timer);
    press?.line.classList.remove('message-pressed');
    press = null;
  };
  list.addEventListener('pointerdown', ({ pointerType, target, clientX, clientY, timeStamp }) => {
    end();
    const line = target instanceof Element ? target.closest('.message') : null;
    const item = itemOf(line);
    if (pointerType === 'mouse' || !(line instanceof HTMLElement) || !item || !canAct(item)) return;
    press = { x: clientX, y: clientY, line, atMs: timeStamp };
    timer = setTimeout(() => line.classList.add('message-pressed'), longMs);
  });
  list.addEventListener('pointermove', ({ clientX, clientY }) => {
    if (press && Math.hypot(clientX - press.x, clientY - press.y) > slackPx) end();
  });
  list.addEventListener('pointerup', ({ timeStamp }) => {
    const { line = null, atMs = 0 } = press ?? {};
    end();
    const item = itemOf(line);
    if (!line || !item || timeStamp - atMs < longMs) return;
    // What was under the finger is not pressed besides.
    line.addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => {
      line.removeEventListener('click', swallow, { capture: true });
      open(item, line);
    }, 0);
  });
  list.addEventListener('pointercancel', end);
  list.addEventListener('contextmenu', (event) => {
    if (press) event.preventDefault();
  });
}

/** @param {Event} event */
function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}

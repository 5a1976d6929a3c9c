import { make, makeIcon } from '../parts/elements.js';

/**
 * @typedef {{ label: string, icon?: string, act: () => void, isDanger?: boolean, hint?: string }}
 * MenuEntry
 */

const gapPx = 4;

/**
 * A menu beside whoever opened it: arrow keys go through it, Escape and a click elsewhere close it,
 * and the focus goes back.
 * @param {HTMLElement} opener @param {readonly MenuEntry[]} entries
 * @param {{ label: string, head?: HTMLElement }} options `head`: buttons above the entries
 */
export function openMenu(opener, entries, { label, head }) {
  const menu = make('div', {
    class: 'menu app-menu',
    role: 'menu',
    popover: 'auto',
    'aria-label': label,
  });
  const close = () => menu.hidePopover();
  if (head) menu.append(head);
  for (const entry of entries) menu.append(makeEntry(entry, close));
  const back = document.activeElement;
  menu.addEventListener('toggle', (event) => {
    if (event.newState === 'open') return;
    const isInside = menu.contains(document.activeElement);
    menu.remove();
    opener.setAttribute('aria-expanded', 'false');
    const isFree = isInside || document.activeElement === document.body;
    if (isFree && back instanceof HTMLElement) back.focus({ preventScroll: true });
  });
  menu.addEventListener('keydown', (event) => moveIn(menu, event));
  (document.querySelector('main') ?? document.body).append(menu);
  opener.setAttribute('aria-expanded', 'true');
  menu.showPopover();
  place(menu, opener);
  menu.querySelector('button')?.focus({ preventScroll: true });
  return close;
}

/** @param {MenuEntry} entry @param {() => void} close */
function makeEntry({ label, icon, act, isDanger, hint }, close) {
  const names = `button button-plain menu-entry${isDanger ? ' menu-danger' : ''}`;
  return make(
    'button',
    {
      class: names,
      type: 'button',
      role: 'menuitem',
      onclick: () => {
        close();
        act();
      },
    },
    icon ? makeIcon(icon, 'icon icon-small') : null,
    make('span', { class: 'menu-label' }, label),
    hint ? make('kbd', { 'aria-hidden': 'true' }, hint) : null,
  );
}

/** @param {HTMLElement} menu @param {KeyboardEvent} event */
function moveIn(menu, event) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  const buttons = [...menu.querySelectorAll('button')];
  const at = buttons.findIndex((button) => button === document.activeElement);
  if (event.key === 'Tab') return menu.hidePopover();
  if (step === undefined && event.key !== 'Home' && event.key !== 'End') return;
  event.preventDefault();
  const end = event.key === 'Home' ? 0 : -1;
  buttons.at(step === undefined ? end : (at + step) % buttons.length)?.focus();
}

/** Below its opener where there is room, else above; always on screen. */
/** @param {HTMLElement} menu @param {HTMLElement} opener */
function place(menu, opener) {
  const by = opener.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const isBelow = by.bottom + gapPx + height <= innerHeight || by.top < height;
  const top = isBelow ? by.bottom + gapPx : by.top - gapPx - height;
  const left = Math.min(by.right - width, innerWidth - width - 2 * gapPx);
  menu.style.top = `${Math.max(gapPx, Math.min(top, innerHeight - height - gapPx))}px`;
  menu.style.left = `${Math.max(2 * gapPx, left)}px`;
}

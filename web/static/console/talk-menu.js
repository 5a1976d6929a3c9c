import { make } from '../parts/elements.js';

/** @typedef {import('./acts.js').Acts} Acts */

/**
 * What else can be done with a conversation, below its button.
 * @param {HTMLElement} opener @param {import('./desk.js').Desk} desk @param {string} channelId
 * @param {Acts} acts
 */
export function openTalkMenu(opener, desk, channelId, acts) {
  if (opener.getAttribute('aria-expanded') === 'true') return;
  const menu = make('div', { class: 'menu talk-menu', role: 'menu', popover: 'auto' });
  menu.setAttribute('aria-label', 'More');
  for (const { label, act, isDanger } of itemsOf(desk, channelId, acts)) {
    const onclick = () => {
      menu.hidePopover();
      act();
    };
    const name = `button button-plain${isDanger ? ' button-danger' : ''}`;
    menu.append(make('button', { class: name, role: 'menuitem', type: 'button', onclick }, label));
  }
  opener.after(menu);
  opener.setAttribute('aria-expanded', 'true');
  menu.addEventListener('toggle', (event) => {
    if (event.newState === 'open') return;
    const isInside = menu.contains(document.activeElement);
    menu.remove();
    opener.setAttribute('aria-expanded', 'false');
    if (isInside) opener.focus();
  });
  menu.addEventListener('keydown', (event) => {
    const items = /** @type {HTMLElement[]} */ ([...menu.children]);
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    items[(at + step + items.length) % items.length]?.focus();
  });
  menu.showPopover();
  place(menu, opener);
  /** @type {HTMLElement | null} */ (menu.firstElementChild)?.focus();
}

/** @param {HTMLElement} menu @param {HTMLElement} opener */
function place(menu, opener) {
  const { right, bottom } = opener.getBoundingClientRect();
  menu.style.top = `${bottom + 4}px`;
  menu.style.left = `${Math.max(8, right - menu.offsetWidth)}px`;
}

/**
 * @param {import('./desk.js').Desk} desk @param {string} id @param {Acts} acts
 * @returns {{ label: string, act: () => void, isDanger?: boolean }[]}
 */
function itemsOf(desk, id, acts) {
  const room = desk.client.state.rooms.get(id);
  const { conversation } = room ?? {};
  const isMine = conversation?.owner?.id === desk.me;
  const isIn = desk.takesPart(room);
  const isLive = conversation !== undefined && conversation?.state !== 'closed';
  const isHeld = conversation?.state === 'on_hold';
  const item = (/** @type {string} */ label, /** @type {() => void} */ act) => ({ label, act });
  const mayDirect = isLive && (isMine || (desk.isSupervisor && isIn));
  return [
    ...(isMine && isLive ? [item(isHeld ? 'Resume' : 'Put on hold…', () => acts.hold(id))] : []),
    ...(mayDirect
      ? [
          item('Hand over…', () => acts.transfer(id)),
          item('Bring somebody in…', () => acts.bring(id)),
        ]
      : []),
    item('Keep a copy…', () => acts.copy(id)),
    ...(isIn && isLive ? [item('Private notes', () => acts.note(id))] : []),
    ...(desk.isSupervisor && isIn && !isMine
      ? [
          ...(desk.isWatching(room) ? [item('Join', () => acts.supervise('join', id))] : []),
          item('Take over', () => acts.supervise('take_over', id)),
        ]
      : []),
    ...(isIn && !isMine ? [item('Leave', () => acts.supervise('leave', id))] : []),
    ...(isIn && desk.mayBan ? [{ label: 'Ban…', act: () => acts.ban(id), isDanger: true }] : []),
  ];
}

import { make, need } from '../parts/elements.js';

/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */
/** @typedef {import('./places.js').Place} Place */
/**
 * @typedef {{
 *   title: string, isFor: (place: Place) => boolean,
 *   show: (box: HTMLElement, place: Place) => void,
 * }} Tab
 */

/**
 * The right pane: tabs about the channel on screen. A tab's content is drawn by itself, in a box
 * that is emptied when another channel or tab comes.
 * @param {MemberPlace} member @param {readonly Tab[]} tabs
 */
export function createSide(member, tabs) {
  const list = need('side-tabs', HTMLElement);
  const box = need('side-body', HTMLElement);
  const root = need('app', HTMLElement);
  let chosen = 0;
  let shown = '';

  const buttons = tabs.map(({ title }, at) =>
    make(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `tab-${at}`,
        'aria-controls': 'side-body',
        onclick: () => choose(at),
      },
      title,
    ),
  );
  list.append(...buttons);
  list.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const open = buttons.filter((button) => !button.hidden);
    const at = open.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const next = open.at((at + step) % open.length);
    next?.focus();
    if (next) choose(buttons.indexOf(next));
  });

  /** @param {number} at */
  function choose(at) {
    chosen = at;
    show();
  }

  function show() {
    const { here } = member;
    const open = here ? tabs.filter((tab) => tab.isFor(here)) : [];
    root.dataset.about = open.length > 0 ? 'some' : 'none';
    if (open.length === 0 && root.dataset.pane === 'side') root.dataset.pane = 'talk';
    const tab = open.includes(/** @type {Tab} */ (tabs[chosen])) ? tabs[chosen] : open[0];
    for (const [at, button] of buttons.entries()) {
      const isChosen = tabs[at] === tab;
      button.hidden = !open.includes(/** @type {Tab} */ (tabs[at]));
      button.setAttribute('aria-selected', String(isChosen));
      button.tabIndex = isChosen ? 0 : -1;
      if (isChosen) box.setAttribute('aria-labelledby', button.id);
    }
    const key = here && tab ? `${here.key} ${tab.title}` : '';
    if (key !== shown) box.replaceChildren();
    shown = key;
    if (here && tab) tab.show(box, here);
  }

  return {
    show,
    /** @param {string} title */
    open: (title) =>
      choose(
        Math.max(
          0,
          tabs.findIndex((tab) => tab.title === title),
        ),
      ),
  };
}

import { makeAvatar } from '../parts/avatar.js';
import { make } from '../parts/elements.js';
import { describeVisitor, makePresence, showPresence } from '../parts/presence.js';

/** @typedef {import('./desk.js').Desk} Desk */

/** How much of a line a row holds; the style cuts it further. */
export const maxLineLength = 200;

/** @param {HTMLElement} row @param {string} selector */
export function part(row, selector) {
  return /** @type {HTMLElement} */ (row.querySelector(selector));
}

/** @param {HTMLElement} row @param {{ id: string, name: string }} visitor */
export function setFace(row, visitor) {
  const face = part(row, '.queue-face');
  const key = `${visitor.id} ${visitor.name}`;
  if (face.dataset.of === key) return;
  face.dataset.of = key;
  face.replaceChildren(makeAvatar(visitor));
}

/** Name and presence, side by side. */
export function makeWho() {
  return make('span', { class: 'queue-who' }, make('b', { dir: 'auto' }), makePresence());
}

/**
 * @param {HTMLElement} row @param {Desk} desk
 * @param {string} channelId @param {string} person
 */
export function setPresence(row, desk, channelId, person) {
  const shown = desk.client.state.presence.of(channelId, person);
  showPresence(part(row, '.presence'), shown, describeVisitor);
}

/** @param {HTMLElement} row @param {boolean} isCurrent */
export function setCurrent(row, isCurrent) {
  part(row, '.queue-open').setAttribute('aria-current', String(isCurrent));
}

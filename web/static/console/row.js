import { makeAvatar } from '../parts/avatar.js';

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

/** @param {HTMLElement} row @param {boolean} isCurrent */
export function setCurrent(row, isCurrent) {
  part(row, '.queue-open').setAttribute('aria-current', String(isCurrent));
}

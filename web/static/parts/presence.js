import { make, setText } from './elements.js';
import { clockTime } from './times.js';

/** @typedef {import('../client/presence.js').Shown} Shown */

/** A sign and words for it; the sign has another shape for each state, not only another colour. */
export function makePresence() {
  return make(
    'span',
    { class: 'presence', hidden: true },
    make('span', { class: 'presence-sign', 'aria-hidden': 'true' }),
    make('span', { class: 'presence-words' }),
  );
}

/**
 * Hidden while nobody has said how somebody stands.
 * @param {HTMLElement} element what `makePresence` made
 * @param {Shown | null} shown @param {(shown: Shown) => string} describe
 */
export function showPresence(element, shown, describe) {
  element.hidden = shown === null;
  if (!shown) return;
  element.dataset.state = shown.state;
  setText(/** @type {Element} */ (element.lastElementChild), describe(shown));
}

/** A visitor, in a word or two: `Online`, `Away`, `Left 14:05`. @param {Shown} shown */
export function describeVisitor({ state, sinceMs }) {
  if (state === 'online') return 'Online';
  if (state === 'away') return 'Away';
  return sinceMs === null ? 'Left' : `Left ${clockTime(new Date(sinceMs).toISOString())}`;
}

/** The same with room for a sentence: `Away since 14:02`. @param {Shown} shown */
export function describeVisitorFully(shown) {
  const { state, sinceMs } = shown;
  if (state === 'offline' || sinceMs === null) return describeVisitor(shown);
  return `${describeVisitor(shown)} since ${clockTime(new Date(sinceMs).toISOString())}`;
}

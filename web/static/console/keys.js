import { createKeptValue } from '../client/kept-value.js';
import { acceptKeys, actOf, chordOf, isSingle } from './key-map.js';

/** @typedef {import('./key-map.js').KeyAct} KeyAct */
/** @typedef {import('./key-map.js').ChosenKeys} ChosenKeys */

/**
 * The keys that somebody chose, in this browser: they fit the keyboard in front of it.
 * @param {string} person @param {() => void} onChange
 */
export function createChosenKeys(person, onChange) {
  const kept = createKeptValue({ key: `natter.key-map.${person}`, accept: acceptKeys });
  kept.onElsewhere(onChange);
  return {
    /** @returns {ChosenKeys} */
    get all() {
      return kept.read() ?? {};
    },
    /** @param {ChosenKeys | null} chosen null: as they came */
    write: (chosen) => {
      kept.write(chosen);
      onChange();
    },
  };
}

/** @typedef {ReturnType<typeof createChosenKeys>} KeptKeys */

/**
 * Keys do what the table says. A single one not while writing, and not at all when the agent
 * switched single keys off (WCAG 2.2, 2.1.4); digits show a conversation by its place.
 *
 * @param {Record<KeyAct, () => void>} acts
 * @param {{
 *   keys: KeptKeys, isOn: () => boolean, onEscape: () => void, onDigit: (digit: number) => void,
 * }} options Escape works always
 */
export function listenToKeys(acts, { keys, isOn, onEscape, onDigit }) {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]'))
      return;
    // What floats goes first, by the browser's own hand.
    if (event.key === 'Escape' && document.querySelector(':popover-open')) return;
    if (event.key === 'Escape') return onEscape();
    const chord = chordOf(event);
    if (isSingle(chord) && (!isOn() || isWriting(event.target))) return;
    const act = actOf(keys.all, chord);
    const isDigit = /^[1-9]$/u.test(chord);
    if (!act && !isDigit) return;
    event.preventDefault();
    if (act) acts[act]();
    else onDigit(Number(chord));
  });
}

/** @param {EventTarget | null} target */
function isWriting(target) {
  return (
    target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
  );
}

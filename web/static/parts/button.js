import { make } from './elements.js';

/**
 * A small button that does not submit the form it stands in.
 * @param {'quiet' | 'plain'} kind how loud it looks @param {string} text @param {() => void} act
 */
export function makeButton(kind, text, act) {
  const looks = `button button-${kind} button-small`;
  return make('button', { class: looks, type: 'button', onclick: act }, text);
}

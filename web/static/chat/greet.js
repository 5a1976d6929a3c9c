import { setText } from '../parts/elements.js';
import { say } from '../parts/say.js';
import { tellTimes } from './opening-times.js';
import { aPerson, choiceOf } from './choice.js';

/** @typedef {import('./choice.js').Choice} Choice */

/** What the server calls somebody who gave no name. */
const nameless = 'Visitor';

/**
 * Brings the greeting to life: by name for who was here before, by the reader's own clock, and with
 * everybody who can answer to choose from.
 *
 * @param {import('./page.js').Page} page
 * @param {{
 *   name: string | undefined, wishes: (string | null | undefined)[],
 *   onChoose: (choice: Choice) => void,
 * }} options `wishes`: names of whom to choose at first, the best first
 */
export function greet({ greeting, choices }, { name, wishes, onChoose }) {
  if (name && name !== nameless) setText(greeting, say('Welcome back, {name}.', { name }));
  tellTimes(document);
  const all = [...choices.querySelectorAll('input')];
  const find = (/** @type {string | null | undefined} */ wish) =>
    all.find(({ value }) => value === wish);
  const wished = wishes.map(find).find((input) => input !== undefined);
  if (wished) wished.checked = true;
  const tell = () => {
    const chosen = all.find(({ checked }) => checked);
    if (!chosen || chosen.value === aPerson.name) return onChoose(aPerson);
    onChoose(choiceOf({ name: chosen.value, title: chosen.dataset.title ?? '' }));
  };
  choices.addEventListener('change', tell);
  tell();
}

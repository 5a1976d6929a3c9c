import { fill } from '../parts/elements.js';
import { say } from '../parts/say.js';
import { momentOf } from './opening-times.js';

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
 * }} options `wishes`: names of whom to choose at first, the best last
 */
export function greet({ greeting, choices, opens }, { name, wishes, onChoose }) {
  if (name && name !== nameless) fill(greeting, say('Welcome back, {name}.', { name }));
  // The server does not know where its reader is; the page does.
  if (opens) fill(opens, momentOf(opens.dateTime));
  const all = [...choices.querySelectorAll('input')];
  for (const wish of wishes) {
    for (const input of all) input.checked ||= input.value === wish;
  }
  const tell = () => {
    const chosen = all.find(({ checked }) => checked);
    if (chosen) onChoose({ name: chosen.value, title: chosen.dataset.title ?? '' });
  };
  choices.addEventListener('change', tell);
  tell();
}

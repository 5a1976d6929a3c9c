import { make, setText } from './elements.js';
import { say } from './say.js';

/**
 * Says who is typing. Not read aloud: it would talk over everything else.
 * @param {HTMLElement} line @param {readonly { name: string }[]} typists
 * @returns {boolean} true when the line has just appeared or changed
 */
export function showTypists(line, typists) {
  const names = typists.map(({ name }) => name);
  const key = names.join();
  const isSame = line.dataset.who === key;
  line.hidden = names.length === 0;
  line.dataset.who = key;
  if (isSame || names.length === 0) return false;
  const text = make('span', {});
  setText(text, say('{name} is typing…', { name: names[0] ?? '' }));
  line.replaceChildren(text);
  return true;
}

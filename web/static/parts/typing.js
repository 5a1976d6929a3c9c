import { fill, make } from './elements.js';
import { say } from './say.js';

/**
 * Says who is typing. Not read aloud: it would talk over everything else.
 * @param {HTMLElement} line @param {readonly { name: string }[]} typists
 * @returns {boolean} true when the line has just appeared or changed
 */
export function showTypists(line, typists) {
  const [first] = typists;
  const key = typists.map(({ name }) => name).join();
  const isNew = line.dataset.who !== key;
  line.hidden = !first;
  line.dataset.who = key;
  fill(line, make('span', {}, first && say('{name} is typing…', { name: first.name })));
  return isNew && !line.hidden;
}

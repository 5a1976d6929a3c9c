import { typists } from '../client/room.js';
import { make } from './elements.js';

/**
 * Says who is typing. Not read aloud: it would talk over everything else.
 * @param {HTMLElement} line
 * @param {import('../client/room.js').Room | undefined} room
 * @returns {boolean} true when the line has just appeared or changed
 */
export function showTypists(line, room) {
  const names = room ? typists(room).map(({ name }) => name) : [];
  const key = names.join();
  const isSame = line.dataset.who === key;
  line.hidden = names.length === 0;
  line.dataset.who = key;
  if (isSame || names.length === 0) return false;
  line.replaceChildren(make('span', {}, make('bdi', {}, names[0]), ' is typing…'));
  return true;
}

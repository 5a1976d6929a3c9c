import { lastMessage } from '../client/room.js';
import { make, setText } from '../parts/elements.js';
import { plainLine } from '../parts/markdown-text.js';
import { clockTime } from '../parts/times.js';
import { makeWho, maxLineLength, part, setCurrent, setFace, setPresence } from './row.js';

/** @typedef {import('../client/room.js').Room} Room */
/** @typedef {import('./desk.js').Desk} Desk */

/** @param {{ onSelect: (channelId: string) => void }} acts */
export function makeMineRow({ onSelect }) {
  const row = make('li', { class: 'queue-item' });
  row.append(
    make(
      'button',
      { class: 'queue-open', type: 'button', onclick: () => onSelect(row.dataset.key ?? '') },
      make('span', { class: 'queue-face' }),
      make(
        'span',
        { class: 'queue-words' },
        makeWho(),
        make('span', { class: 'queue-line', dir: 'auto' }),
      ),
      make('span', { class: 'queue-side queue-at numbers' }),
      make('span', { class: 'count queue-count', hidden: true }),
    ),
  );
  return row;
}

/** @param {HTMLElement} row @param {Room} room @param {Desk} desk */
export function fillMine(row, room, desk) {
  const { id, name } = room.conversation?.visitor ?? room.channel;
  const message = lastMessage(room);
  const unread = desk.countUnread(room);
  setFace(row, { id, name });
  setCurrent(row, desk.selected === room.channel.id);
  setText(part(row, 'b'), name);
  setPresence(row, desk, room.channel.id, id);
  setText(part(row, '.queue-line'), message ? lineOf(message, desk) : 'Nothing written yet');
  setText(part(row, '.queue-at'), message ? clockTime(message.ts) : '');
  row.classList.toggle('queue-unread', unread > 0);
  const count = part(row, '.queue-count');
  count.hidden = unread === 0;
  count.title = `${unread} unread`;
  setText(count, unread > 99 ? '99+' : String(unread));
}

/** @param {import('../client/frames.d.ts').MessageFrame} message @param {Desk} desk */
function lineOf({ from, data }, desk) {
  const text = plainLine(data).slice(0, maxLineLength);
  return from === desk.me ? `You: ${text}` : text;
}

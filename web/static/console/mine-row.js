import { lastMessage } from '../client/room.js';
import { make, setText } from '../parts/elements.js';
import { plainLine } from '../parts/markdown-text.js';
import { clockTime, timer, timerWords } from '../parts/times.js';
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
      make(
        'span',
        { class: 'queue-side' },
        make('span', { class: 'queue-at numbers' }),
        make('span', { class: 'visually-hidden queue-at-words' }),
      ),
      make('span', { class: 'count queue-count', hidden: true }),
    ),
  );
  return row;
}

/**
 * @param {HTMLElement} row @param {Room} room @param {Desk} desk
 * @param {{ nowMs: number, isLongest: boolean }} at
 */
export function fillMine(row, room, desk, { nowMs, isLongest }) {
  const { id, name } = room.conversation?.visitor ?? room.channel;
  const message = lastMessage(room);
  const unread = desk.countUnread(room);
  setFace(row, { id, name });
  setCurrent(row, desk.selected === room.channel.id);
  setText(part(row, 'b'), name);
  setPresence(row, desk, room.channel.id, id);
  const isHeld = room.conversation?.state === 'on_hold';
  const said = message ? lineOf(message, desk) : 'Nothing written yet';
  setText(part(row, '.queue-line'), isHeld ? `On hold. ${said}` : said);
  showWait(row, desk.waitsSince(room), message?.ts ?? '', nowMs);
  row.classList.toggle('queue-longest', isLongest);
  row.classList.toggle('queue-held', room.conversation?.state === 'on_hold');
  row.classList.toggle('queue-unread', unread > 0);
  const count = part(row, '.queue-count');
  count.hidden = unread === 0;
  count.title = `${unread} unread`;
  setText(count, unread > 99 ? '99+' : String(unread));
}

/**
 * How long they wait for my answer; when nobody does, when something was said last.
 * @param {HTMLElement} row @param {string | null} since @param {string} last @param {number} nowMs
 */
function showWait(row, since, last, nowMs) {
  const at = part(row, '.queue-at');
  const waitsMs = since ? nowMs - Date.parse(since) : 0;
  at.classList.toggle('queue-waits', since !== null);
  at.ariaHidden = since ? 'true' : null;
  setText(at, since ? timer(waitsMs) : last ? clockTime(last) : '');
  const spoken = since ? `waits ${timerWords(waitsMs)} for your answer` : '';
  setText(part(row, '.queue-at-words'), spoken);
}

/** @param {import('../client/frames.d.ts').MessageFrame} message @param {Desk} desk */
function lineOf({ from, data, type }, desk) {
  const text = type === 'text' ? plainLine(data).slice(0, maxLineLength) : 'A file';
  return from === desk.me ? `You: ${text}` : text;
}

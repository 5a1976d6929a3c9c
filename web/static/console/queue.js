import { make, makeDrawing, need, setText } from '../parts/elements.js';
import { blink } from '../parts/motion.js';
import { createKeyedList } from './keyed-list.js';
import { fillMine, makeMineRow } from './mine-row.js';
import { fillWaiting, makeWaitingRow } from './waiting-row.js';
import { words } from './words.js';

/** @typedef {import('./desk.js').Desk} Desk */
/**
 * @typedef {{
 *   limit: number,
 *   onSelect: (channelId: string) => void,
 *   onTake: (channelId: string) => void,
 *   onGoOnline: () => void,
 * }} QueueOptions
 */

/** The left pane: who waits and what is mine. @param {Desk} desk @param {QueueOptions} options */
export function createQueue(desk, { limit, onSelect, onTake, onGoOnline }) {
  const mineCount = need('mine-count', HTMLElement);
  const none = need('none-mine', HTMLElement);
  const showCounts = createCounts();
  const showQuiet = createQuiet(onGoOnline);
  const waitingRows = createKeyedList(need('waiting', HTMLElement), () =>
    makeWaitingRow({ onSelect, onTake }),
  );
  const mineRows = createKeyedList(need('mine', HTMLElement), () => makeMineRow({ onSelect }));

  return {
    /** @param {number} nowMs */
    show: (nowMs) => {
      const { waiting, mine } = desk;
      showCounts(waiting.length);
      showQuiet(waiting.length === 0, desk.client.state.online);
      setText(mineCount, `${mine.length}/${limit}`);
      none.hidden = mine.length > 0;
      waitingRows.show(waiting, (row, one) => fillWaiting(row, one, desk, nowMs));
      const rooms = mine.map((room) => ({ room, channel_id: room.channel.id }));
      mineRows.show(rooms, (row, { room }) => fillMine(row, room, desk));
    },

    /** Draws the eye to a row for a moment. @param {string} channelId */
    point: (channelId) => blink(waitingRows.find(channelId) ?? mineRows.find(channelId)),
  };
}

/** How many wait: on the list, and on every pane of a phone. */
function createCounts() {
  const count = need('waiting-count', HTMLElement);
  const badges = document.querySelectorAll('.waiting-badge');
  return (/** @type {number} */ waiting) => {
    setText(count, String(waiting));
    count.hidden = waiting === 0;
    for (const badge of badges) {
      setText(badge, `${waiting} waiting`);
      badge.toggleAttribute('hidden', waiting === 0);
    }
  };
}

/** What stands where nobody waits. @param {() => void} onGoOnline */
function createQuiet(onGoOnline) {
  const box = need('nobody-waits', HTMLElement);
  const line = make('p');
  const button = make(
    'button',
    { class: 'button button-primary', type: 'button', onclick: onGoOnline },
    'Go online',
  );
  box.append(makeDrawing('desk'), line, button);
  return (/** @type {boolean} */ isQuiet, /** @type {boolean} */ online) => {
    box.hidden = !isQuiet;
    setText(line, online ? words.nothingToDo : words.offline);
    button.hidden = online;
  };
}

import { make, makeDrawing, need, setText } from '../parts/elements.js';
import { blink } from '../parts/motion.js';
import { createKeyedList } from './keyed-list.js';
import { fillMine, makeMineRow } from './mine-row.js';
import { fillWaiting, makeWaitingRow } from './waiting-row.js';
import { words } from './words.js';

/** @typedef {import('./desk.js').Desk} Desk */
/**
 * @typedef {{
 *   limit: () => number,
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
    makeWaitingRow({ onSelect, onTake, onDecline: (id) => void desk.client.decline(id) }),
  );
  const mineRows = createKeyedList(need('mine', HTMLElement), () => makeMineRow({ onSelect }));
  const alsoRows = createKeyedList(need('also', HTMLElement), () => makeMineRow({ onSelect }));
  const alsoTitle = need('also-title', HTMLElement);

  return {
    /** @param {number} nowMs */
    show: (nowMs) => {
      const { waiting, mine, here } = desk;
      const also = here.filter((room) => !mine.includes(room));
      const longest = desk.longestUnanswered;
      showCounts(waiting.length);
      showQuiet(waiting.length === 0 && !desk.isSupervisor, desk.client.state.online);
      setText(mineCount, desk.isSupervisor ? '' : `${desk.seated.length}/${limit()}`);
      none.hidden = mine.length > 0 || desk.isSupervisor;
      alsoTitle.hidden = also.length === 0;
      waitingRows.show(waiting, (row, one) => fillWaiting(row, one, desk, nowMs));
      const keyed = (/** @type {import('../client/room.js').Room[]} */ rooms) =>
        rooms.map((room) => ({ room, channel_id: room.channel.id }));
      mineRows.show(keyed(mine), (row, { room }) =>
        fillMine(row, room, desk, { nowMs, isLongest: room === longest }),
      );
      alsoRows.show(keyed(also), (row, { room }) =>
        fillMine(row, room, desk, { nowMs, isLongest: false }),
      );
    },

    /** Draws the eye to a row for a moment. @param {string} channelId */
    point: (channelId) =>
      blink(waitingRows.find(channelId) ?? mineRows.find(channelId) ?? alsoRows.find(channelId)),
  };
}

/** How many wait: on the list, and on every pane of a phone. */
function createCounts() {
  const count = need('waiting-count', HTMLElement);
  return (/** @type {number} */ waiting) => {
    setText(count, String(waiting));
    count.hidden = waiting === 0;
    for (const badge of document.querySelectorAll('.waiting-badge')) {
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

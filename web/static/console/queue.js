import { lastMessage } from '../client/room.js';
import { makeAvatar } from '../parts/avatar.js';
import { make, makeDrawing, need, setText } from '../parts/elements.js';
import { blink } from '../parts/motion.js';
import { clockTime, timer, timerWords } from '../parts/times.js';
import { overdueMs } from './create-desk.js';
import { createKeyedList } from './keyed-list.js';
import { words } from './words.js';

/** @typedef {import('../client/frames.d.ts').Waiting} Waiting */
/** @typedef {import('../client/room.js').Room} Room */
/** @typedef {import('./create-desk.js').Desk} Desk */

const maxLine = 200;

/**
 * The left pane: who waits and what is mine.
 * @param {Desk} desk
 * @param {{ limit: number, onSelect: (channelId: string) => void, onTake: (channelId: string) => void, onGoOnline: () => void }} options
 */
export function createQueue(desk, { limit, onSelect, onTake, onGoOnline }) {
  const waitingCount = need('waiting-count', HTMLElement);
  const mineCount = need('mine-count', HTMLElement);
  const nobody = need('nobody-waits', HTMLElement);
  const none = need('none-mine', HTMLElement);
  const badges = [...document.querySelectorAll('.waiting-badge')];
  const waitingRows = createKeyedList(need('waiting', HTMLElement), () =>
    makeWaitingRow(onSelect, onTake),
  );
  const mineRows = createKeyedList(need('mine', HTMLElement), () => makeMineRow(onSelect));
  const goOnline = make(
    'button',
    { class: 'button button-primary', type: 'button', onclick: onGoOnline },
    'Go online',
  );
  const line = make('p', {});
  nobody.append(makeDrawing('desk'), line, goOnline);

  return {
    /** @param {number} nowMs */
    show(nowMs) {
      const waiting = desk.waiting();
      const mine = desk.mine();
      setText(waitingCount, String(waiting.length));
      waitingCount.hidden = waiting.length === 0;
      setText(mineCount, `${mine.length}/${limit}`);
      for (const badge of badges) {
        setText(badge, `${waiting.length} waiting`);
        badge.toggleAttribute('hidden', waiting.length === 0);
      }
      nobody.hidden = waiting.length > 0;
      setText(line, desk.client.state.online ? words.nothingToDo : words.offline);
      goOnline.hidden = desk.client.state.online;
      none.hidden = mine.length > 0;
      waitingRows.show(waiting, (row, one) => fillWaiting(row, one, desk, nowMs));
      mineRows.show(
        mine.map((room) => ({ room, channel_id: room.channel.id })),
        (row, { room }) => fillMine(row, room, desk),
      );
    },

    /** Draws the eye to a row for a moment. @param {string} channelId */
    point(channelId) {
      blink(waitingRows.find(channelId) ?? mineRows.find(channelId));
    },
  };
}

/** @param {HTMLElement} row @param {string} selector */
const part = (row, selector) => /** @type {HTMLElement} */ (row.querySelector(selector));

/** @param {(channelId: string) => void} onSelect @param {(channelId: string) => void} onTake */
function makeWaitingRow(onSelect, onTake) {
  const row = make('li', { class: 'queue-item' });
  row.append(
    make(
      'button',
      { class: 'queue-open', type: 'button', onclick: () => onSelect(row.dataset.key ?? '') },
      make('span', { class: 'queue-face' }),
      make(
        'span',
        { class: 'queue-words' },
        make('b', { dir: 'auto' }),
        make('span', { class: 'queue-lines' }),
      ),
      make(
        'span',
        { class: 'queue-side' },
        make('span', { class: 'queue-waits numbers', 'aria-hidden': 'true' }),
        make('span', { class: 'visually-hidden queue-waits-words' }),
      ),
    ),
    make(
      'button',
      {
        class: 'button button-quiet button-small queue-take',
        type: 'button',
        onclick: () => onTake(row.dataset.key ?? ''),
      },
      'Take',
      make('span', { class: 'visually-hidden queue-take-name' }),
    ),
  );
  return row;
}

/** @param {HTMLElement} row @param {Waiting} waiting @param {Desk} desk @param {number} nowMs */
function fillWaiting(row, waiting, desk, nowMs) {
  const { visitor, last } = waiting;
  const waitsMs = nowMs - Date.parse(waiting.waiting_since ?? new Date(nowMs).toISOString());
  const overdue = waitsMs >= overdueMs;
  row.classList.toggle('queue-overdue', overdue);
  setFace(row, visitor.id, visitor.name);
  setText(part(row, 'b'), visitor.name);
  setText(part(row, '.queue-waits'), timer(waitsMs));
  setText(
    part(row, '.queue-waits-words'),
    `waits ${timerWords(waitsMs)}${overdue ? ', overdue' : ''}`,
  );
  setText(part(row, '.queue-take-name'), ` ${visitor.name}`);
  part(row, '.queue-take').setAttribute('aria-busy', String(desk.taking === waiting.channel_id));
  part(row, '.queue-open').setAttribute(
    'aria-current',
    String(desk.selected === waiting.channel_id),
  );
  const lines = part(row, '.queue-lines');
  const key = last.map(({ ts, data }) => `${ts}${data.length}`).join();
  if (lines.dataset.lines === key) return;
  lines.dataset.lines = key;
  lines.replaceChildren(...last.map(makeLine));
}

/** @param {Waiting['last'][number]} line */
function makeLine({ name, role, data }) {
  const text = data.slice(0, maxLine);
  if (role === 'user') return make('span', { class: 'queue-line', dir: 'auto' }, text);
  const who = make('span', { class: 'faint' }, make('bdi', {}, name), ': ');
  return make('span', { class: 'queue-line' }, who, make('bdi', {}, text));
}

/** @param {(channelId: string) => void} onSelect */
function makeMineRow(onSelect) {
  const row = make('li', { class: 'queue-item' });
  row.append(
    make(
      'button',
      { class: 'queue-open', type: 'button', onclick: () => onSelect(row.dataset.key ?? '') },
      make('span', { class: 'queue-face' }),
      make(
        'span',
        { class: 'queue-words' },
        make('b', { dir: 'auto' }),
        make('span', { class: 'queue-line', dir: 'auto' }),
      ),
      make('span', { class: 'queue-side numbers queue-at' }),
      make('span', { class: 'count queue-count', hidden: true }),
    ),
  );
  return row;
}

/** @param {HTMLElement} row @param {Room} room @param {Desk} desk */
function fillMine(row, room, desk) {
  const visitor = room.conversation?.visitor;
  const name = visitor?.name ?? room.channel.name;
  const message = lastMessage(room);
  const unread = desk.unread(room);
  setFace(row, visitor?.id ?? room.channel.id, name);
  setText(part(row, 'b'), name);
  const mine = message?.from === desk.client.state.user?.id;
  setText(
    part(row, '.queue-line'),
    message ? `${mine ? 'You: ' : ''}${message.data.slice(0, maxLine)}` : 'Nothing written yet',
  );
  setText(part(row, '.queue-at'), message ? clockTime(message.ts) : '');
  const count = part(row, '.count');
  count.hidden = unread === 0;
  setText(count, unread > 99 ? '99+' : String(unread));
  count.title = `${unread} unread`;
  row.classList.toggle('queue-unread', unread > 0);
  part(row, '.queue-open').setAttribute('aria-current', String(desk.selected === room.channel.id));
}

/** @param {HTMLElement} row @param {string} id @param {string} name */
function setFace(row, id, name) {
  const face = part(row, '.queue-face');
  if (face.dataset.name === name) return;
  face.dataset.name = name;
  face.replaceChildren(makeAvatar({ id, name }));
}

import { make, setText } from '../parts/elements.js';
import { plainLine } from '../parts/markdown-text.js';
import { timer, timerWords } from '../parts/times.js';
import { overdueMs } from './desk.js';
import { makeWho, maxLineLength, part, setCurrent, setFace, setPresence } from './row.js';

/** @typedef {import('../client/frames.d.ts').Waiting} Waiting */
/** @typedef {(channelId: string) => void} Act */

/** @param {{ onSelect: Act, onTake: Act }} acts */
export function makeWaitingRow({ onSelect, onTake }) {
  const row = make('li', { class: 'queue-item' });
  const channelId = () => row.dataset.key ?? '';
  row.append(
    make(
      'button',
      { class: 'queue-open', type: 'button', onclick: () => onSelect(channelId()) },
      make('span', { class: 'queue-face' }),
      make('span', { class: 'queue-words' }, makeWho(), make('span', { class: 'queue-lines' })),
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
        onclick: () => onTake(channelId()),
      },
      'Take',
      make('span', { class: 'visually-hidden queue-take-name' }),
    ),
  );
  return row;
}

/**
 * @param {HTMLElement} row @param {Waiting} waiting
 * @param {import('./desk.js').Desk} desk @param {number} nowMs
 */
export function fillWaiting(row, waiting, desk, nowMs) {
  const { visitor, last, note, channel_id, waiting_since } = waiting;
  const waitsMs = waiting_since === null ? 0 : nowMs - Date.parse(waiting_since);
  const isOverdue = waitsMs >= overdueMs;
  row.classList.toggle('queue-overdue', isOverdue);
  setFace(row, visitor);
  setCurrent(row, desk.selected === channel_id);
  setText(part(row, 'b'), visitor.name);
  setPresence(row, desk, channel_id, visitor.id);
  setText(part(row, '.queue-waits'), timer(waitsMs));
  setText(part(row, '.queue-waits-words'), describeWait(waitsMs, isOverdue));
  setText(part(row, '.queue-take-name'), ` ${visitor.name}`);
  part(row, '.queue-take').setAttribute('aria-busy', String(desk.taking === channel_id));
  const lines = part(row, '.queue-lines');
  const key = [...last.map(({ ts, data }) => `${ts} ${data.length}`), note].join();
  if (lines.dataset.lines === key) return;
  lines.dataset.lines = key;
  lines.replaceChildren(...last.map(makeLine), ...(note ? [makeNote(note)] : []));
}

/** @param {number} waitsMs @param {boolean} isOverdue */
function describeWait(waitsMs, isOverdue) {
  return `waits ${timerWords(waitsMs)}${isOverdue ? ', overdue' : ''}`;
}

/** @param {Waiting['last'][number]} line */
function makeLine({ name, role, data }) {
  const text = plainLine(data).slice(0, maxLineLength);
  if (role === 'user') return make('span', { class: 'queue-line', dir: 'auto' }, text);
  const who = make('span', { class: 'faint' }, make('bdi', {}, name), ': ');
  return make('span', { class: 'queue-line' }, who, make('bdi', {}, text));
}

/** In the automation's own words. @param {string} note */
function makeNote(note) {
  const text = note.slice(0, maxLineLength);
  return make('span', { class: 'queue-line queue-note' }, 'Handed over: ', make('bdi', {}, text));
}

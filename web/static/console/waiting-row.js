import { make, setText } from '../parts/elements.js';
import { plainLine } from '../parts/markdown-text.js';
import { timer, timerWords } from '../parts/times.js';
import { overdueMs } from './desk.js';
import { makeWho, maxLineLength, part, setCurrent, setFace, setPresence } from './row.js';

/** @typedef {import('../client/frames.d.ts').Waiting} Waiting */
/** @typedef {(channelId: string) => void} Act */

/** @param {{ onSelect: Act, onTake: Act, onDecline: Act }} acts */
export function makeWaitingRow({ onSelect, onTake, onDecline }) {
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
    make(
      'button',
      {
        class: 'button button-quiet button-small queue-decline',
        type: 'button',
        onclick: () => onDecline(channelId()),
      },
      'Decline',
      make('span', { class: 'visually-hidden queue-decline-name' }),
    ),
  );
  return row;
}

/**
 * @param {HTMLElement} row @param {Waiting} waiting
 * @param {import('./desk.js').Desk} desk @param {number} nowMs
 */
export function fillWaiting(row, waiting, desk, nowMs) {
  const { visitor, last, note, offer, channel_id, waiting_since, left_message } = waiting;
  const waitsMs = waiting_since === null ? 0 : nowMs - Date.parse(waiting_since);
  const isOverdue = waitsMs >= overdueMs && !left_message;
  row.classList.toggle('queue-overdue', isOverdue);
  row.classList.toggle('queue-left', left_message === true);
  setFace(row, visitor);
  setCurrent(row, desk.selected === channel_id);
  setText(part(row, 'b'), visitor.name);
  setPresence(row, desk, channel_id, visitor.id);
  setText(part(row, '.queue-waits'), timer(waitsMs));
  const spoken = left_message ? 'left a message' : describeWait(waitsMs, isOverdue);
  setText(part(row, '.queue-waits-words'), spoken);
  setText(part(row, '.queue-take-name'), ` ${visitor.name}`);
  setText(part(row, '.queue-decline-name'), ` ${visitor.name}`);
  const isMine = offer?.to === desk.me;
  part(row, '.queue-decline').toggleAttribute('hidden', !isMine);
  row.title = offer && isMine ? offer.why : '';
  part(row, '.queue-take').setAttribute('aria-busy', String(desk.taking === channel_id));
  const lines = part(row, '.queue-lines');
  const key = [
    ...last.map(({ ts, data }) => `${ts} ${data.length}`),
    note,
    left_message,
    isMine && offer?.why,
  ].join();
  if (lines.dataset.lines === key) return;
  lines.dataset.lines = key;
  const left = left_message ? [make('span', { class: 'badge left-badge' }, 'Left a message')] : [];
  const offered =
    offer && isMine ? [make('span', { class: 'queue-line queue-note queue-why' }, offer.why)] : [];
  lines.replaceChildren(
    ...left,
    ...last.map(makeLine),
    ...(note ? [makeNote(note)] : []),
    ...offered,
  );
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

import { requestJson } from '../client/requests.js';
import { make, need, setText } from '../parts/elements.js';
import { isolate } from '../parts/isolate.js';
import { timer } from '../parts/times.js';
import { createKeyedList } from './keyed-list.js';
import { part, setFace } from './row.js';
import { states } from './words.js';

/** @typedef {import('./reading.js').Listed} Listed */

const everyMs = 3000;

/**
 * For admins: every conversation that has not ended, who has it and how long somebody waits; each
 * can be read along, joined and taken over.
 * @param {import('./desk.js').Desk} desk @param {import('./acts.js').Acts} acts
 * @param {() => void} onChange
 */
export function createSupervision(desk, acts, onChange) {
  const box = need('all-box', HTMLElement);
  const line = need('all-line', HTMLElement);
  const rows = createKeyedList(need('all', HTMLElement), () => makeRow(acts));
  box.hidden = !desk.isSupervisor;
  /** @type {Listed[]} */
  let all = [];
  let isCut = false;
  let problem = '';

  async function look() {
    if (document.hidden) return;
    try {
      const answer = await requestJson('/agent/conversations?live=1');
      const { conversations, more } = /** @type {{ conversations: Listed[], more: boolean }} */ (
        answer
      );
      // A list that reorders itself under the hand is none: the oldest stays the first.
      all = conversations.toSorted((a, b) => a.started_at.localeCompare(b.started_at));
      isCut = more;
      problem = '';
    } catch (error) {
      problem = error instanceof Error ? error.message : 'The list cannot be read now.';
    }
    onChange();
  }
  if (desk.isSupervisor) {
    void look();
    setInterval(() => void look(), everyMs);
    document.addEventListener('visibilitychange', () => void look());
  }

  return {
    /** @param {number} nowMs */
    show: (nowMs) => {
      if (!desk.isSupervisor) return;
      const here = new Set(desk.here.map(({ channel }) => channel.id));
      const others = all.filter(({ channel_id }) => !here.has(channel_id));
      setText(line, problem || describeAll(others.length, isCut));
      line.hidden = line.textContent === '';
      rows.show(others, (row, one) => fillRow(row, one, nowMs));
    },
  };
}

/** @param {number} count @param {boolean} isCut */
function describeAll(count, isCut) {
  const none = count === 0 ? 'Nobody else talks at the moment.' : '';
  return isCut
    ? `Only ${count} of them; those with a bot are left out first. Search finds the others.`
    : none;
}

/** @param {import('./acts.js').Acts} acts */
function makeRow(acts) {
  const row = make('li', { class: 'queue-item all-item' });
  const id = () => row.dataset.key ?? '';
  const button = (/** @type {string} */ label, /** @type {() => void} */ onclick) =>
    make(
      'button',
      { class: 'button button-quiet button-small', type: 'button', onclick },
      label,
      make('span', { class: 'visually-hidden all-name' }),
    );
  row.append(
    make(
      'div',
      { class: 'queue-open' },
      make('span', { class: 'queue-face' }),
      make(
        'span',
        { class: 'queue-words' },
        make('span', { class: 'queue-who' }, make('b', { dir: 'auto' })),
        make('span', { class: 'queue-line all-state' }),
        make('span', { class: 'queue-line all-last', dir: 'auto' }),
      ),
      make('span', { class: 'queue-side' }, make('span', { class: 'queue-waits numbers' })),
    ),
    make(
      'div',
      { class: 'all-acts' },
      button('Watch', () => acts.supervise('watch', id())),
      button('Join', () => acts.supervise('join', id())),
      button('Take over', () => acts.supervise('take_over', id())),
    ),
  );
  return row;
}

/** @param {HTMLElement} row @param {Listed} listed @param {number} nowMs */
function fillRow(row, { visitor, state, owner, line, waiting_since }, nowMs) {
  setFace(row, visitor);
  setText(part(row, 'b'), visitor.name);
  const whose = owner ? `${states[state]}, with ${isolate(owner.name)}` : states[state];
  setText(part(row, '.all-state'), whose);
  setText(part(row, '.all-last'), line);
  const waitsMs = waiting_since ? nowMs - Date.parse(waiting_since) : 0;
  setText(part(row, '.queue-waits'), waiting_since ? timer(waitsMs) : '');
  for (const name of row.querySelectorAll('.all-name')) setText(name, ` ${visitor.name}`);
}

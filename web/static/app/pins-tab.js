import { make, makeDrawing, setText } from '../parts/elements.js';
import { plainLine } from '../parts/markdown-text.js';
import { clockTime, dayName } from '../parts/times.js';
import { addressOf } from './addresses.js';
import { isOfTeam } from './places.js';

/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */
/** @typedef {import('./places.js').Place} Place */
/** @typedef {{ seq: number, name: string, data: string, ts: string, type: string }} Pinned */

const shownLength = 280;

/**
 * What is pinned, last pinned first; each leads to its place in the channel.
 * @param {MemberPlace} member @returns {import('./side.js').Tab}
 */
export function createPinsTab(member) {
  let shown = '';
  return {
    title: 'Pins',
    isFor: (place) => isOfTeam(place) && place.room.joined,
    show: (box, place) => {
      const isNew = box.childElementCount === 0;
      // Nobody wrote there yet: the server knows no such thread.
      const isMade = member.client.state.rooms.has(place.key);
      const key = `${place.key} ${isMade} ${member.pinsChanged}`;
      if (!isNew && key === shown) return;
      shown = key;
      if (!isMade) return box.replaceChildren(makeNothing());
      if (isNew) box.append(make('p', { class: 'side-note soft', role: 'status' }, 'Looking…'));
      void read(member, box, place, () => key === shown);
    },
  };
}

/**
 * @param {MemberPlace} member @param {HTMLElement} box @param {Place} place
 * @param {() => boolean} isWanted
 */
async function read(member, box, { team, person }, isWanted) {
  try {
    const pins = await readAll(member, team, person);
    if (!isWanted()) return;
    box.replaceChildren(pins.length > 0 ? makeList(pins, team, person) : makeNothing());
  } catch (error) {
    if (!isWanted()) return;
    const note = make('p', { class: 'side-note soft', role: 'status' });
    setText(note, error instanceof Error ? error.message : '');
    box.replaceChildren(note);
  }
}

/**
 * There are a hundred at most, in more than one page when they are long.
 * @param {MemberPlace} member @param {string} team @param {string} person
 */
async function readAll({ api }, team, person) {
  /** @type {Pinned[]} */
  const pins = [];
  let cursor = '';
  do {
    const query = { to: person || undefined, cursor: cursor || undefined };
    /** @type {{ data: Pinned[], page: import('./api.js').PageEnds }} */
    const answer = await api.getPage(`/v1/channels/${team}/pins`, { query });
    pins.push(...answer.data);
    cursor = answer.page.next ?? '';
  } while (cursor !== '');
  return pins;
}

function makeNothing() {
  const line = 'Nothing is pinned. Pin a message that everybody should find again.';
  return make('div', { class: 'empty' }, makeDrawing('list'), make('p', {}, line));
}

/** @param {Pinned[]} pins @param {string} team @param {string} person */
function makeList(pins, team, person) {
  return make(
    'ul',
    { class: 'pins', 'aria-label': 'Pinned messages' },
    ...pins.map(({ seq, name, data, ts, type }) =>
      make(
        'li',
        {},
        make(
          'a',
          { class: 'pin', href: addressOf({ team, person, seq }) },
          make('b', { class: 'clip', dir: 'auto' }, name),
          make('span', { class: 'faint' }, `${dayName(ts)}, ${clockTime(ts)}`),
          make('span', { class: 'pin-text', dir: 'auto' }, describe(type, data)),
        ),
      ),
    ),
  );
}

/** @param {string} type @param {string} data */
function describe(type, data) {
  return type === 'text' ? plainLine(data).slice(0, shownLength) : 'A file';
}

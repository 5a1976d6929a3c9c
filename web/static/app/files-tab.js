import { make, makeDrawing, makeIcon, setText } from '../parts/elements.js';
import { clockTime, dayName } from '../parts/times.js';
import { addressOf } from './addresses.js';
import { endingOf, presentSize } from './file-words.js';
import { isOfTeam } from './places.js';

/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */
/** @typedef {import('./places.js').Place} Place */
/**
 * @typedef {{ seq: number, name: string, ts: string, file: { name: string, size: number } }} Shared
 */

/**
 * The files of a channel, newest first; each leads to its message.
 * @param {MemberPlace} member @returns {import('./side.js').Tab}
 */
export function createFilesTab(member) {
  let shown = '';
  return {
    title: 'Files',
    isFor: (place) => isOfTeam(place) && place.room.joined,
    show: (box, place) => {
      const isNew = box.childElementCount === 0;
      // Nobody wrote there yet: the server knows no such thread.
      const isMade = member.client.state.rooms.has(place.key);
      const key = `${place.key} ${isMade} ${member.filesChanged}`;
      if (!isNew && key === shown) return;
      shown = key;
      if (!isMade) return box.replaceChildren(makeNothing());
      if (isNew) box.append(makeNote('Looking…'));
      const pane = createPane(member, place, () => key === shown && box.isConnected);
      void pane.begin(box);
    },
  };
}

/** @param {MemberPlace} member @param {Place} place @param {() => boolean} isWanted */
function createPane(member, { team, person }, isWanted) {
  const list = make('ul', { class: 'pins', 'aria-label': 'Files' });
  const note = makeNote('');
  const more = make(
    'button',
    { class: 'button button-quiet button-small side-more', type: 'button', hidden: true },
    'More',
  );
  /** @type {string | null} */
  let next = null;

  async function read() {
    more.setAttribute('aria-busy', 'true');
    try {
      const query = { to: person || undefined, cursor: next ?? undefined };
      const path = `/v1/channels/${team}/files`;
      /** @type {{ data: Shared[], page: import('./api.js').PageEnds }} */
      const { data, page } = await member.api.getPage(path, { query });
      next = page.next;
      list.append(...data.map((one) => makeRow(one, addressOf({ team, person, seq: one.seq }))));
      setText(note, '');
    } catch (error) {
      setText(note, error instanceof Error ? error.message : '');
    }
    more.setAttribute('aria-busy', 'false');
    more.hidden = next === null;
    note.hidden = note.textContent === '';
  }

  more.addEventListener('click', () => void read());
  return {
    /** @param {HTMLElement} box */
    begin: async (box) => {
      await read();
      if (!isWanted()) return;
      const isEmpty = list.childElementCount === 0 && note.hidden;
      box.replaceChildren(...(isEmpty ? [makeNothing()] : [note, list, more]));
    },
  };
}

/** @param {string} text */
const makeNote = (text) => make('p', { class: 'side-note soft', role: 'status' }, text);

function makeNothing() {
  const line = 'No files yet. Drag one in, or paste a picture where you write.';
  return make('div', { class: 'empty' }, makeDrawing('list'), make('p', {}, line));
}

/** @param {Shared} shared @param {string} href */
function makeRow({ name, ts, file }, href) {
  const letters = endingOf(file.name);
  return make(
    'li',
    {},
    make(
      'a',
      { class: 'pin file-row', href },
      make('span', { class: 'card-ending', 'aria-hidden': 'true' }, letters || makeIcon('file')),
      make(
        'span',
        { class: 'file-row-words' },
        make('b', { class: 'clip', dir: 'auto' }, file.name),
        make(
          'span',
          { class: 'faint clip' },
          make('bdi', {}, name),
          ` · ${presentSize(file.size)} · ${dayName(ts)}, ${clockTime(ts)}`,
        ),
      ),
    ),
  );
}

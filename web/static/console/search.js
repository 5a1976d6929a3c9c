import { requestJson } from '../client/requests.js';
import { make, makeIcon, setText } from '../parts/elements.js';
import { showDialog } from './form-dialog.js';
import { describeListed, readAlong } from './reading.js';

/** @typedef {import('./reading.js').Listed} Listed */

const pauseMs = 250;

/**
 * Looks for words in all conversations of the organisation that one may see.
 * @param {import('./desk.js').Desk} desk @param {{ onOpen: (channelId: string) => void }} options
 */
export function openSearch(desk, { onOpen }) {
  const list = make('ul', { class: 'found-list', 'aria-label': 'Found' });
  const line = make('p', { role: 'status', class: 'soft' });
  const input = make('input', {
    class: 'input',
    type: 'search',
    placeholder: 'A name, or words that were said',
    'aria-label': 'Search conversations',
    autocomplete: 'off',
    maxlength: 200,
    autofocus: true,
  });
  const field = make(
    'div',
    { class: 'search-field' },
    makeIcon('search', 'icon icon-small'),
    input,
  );
  const close = make(
    'form',
    { method: 'dialog', class: 'dialog-actions' },
    make('button', { class: 'button button-plain' }, 'Done'),
  );
  const title = 'Search conversations';
  const dialog = showDialog({ title, isWide: true }, field, line, list, close);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let asked = 0;

  async function look() {
    const mine = ++asked;
    setText(line, 'Looking…');
    try {
      const words = encodeURIComponent(input.value);
      const answer = await requestJson(`/agent/conversations?q=${words}`);
      if (mine !== asked) return;
      const { conversations, more } = /** @type {{ conversations: Listed[], more: boolean }} */ (
        answer
      );
      setText(line, describeFound(input.value, conversations.length, more));
      list.replaceChildren(...conversations.map(makeRow));
    } catch (error) {
      if (mine === asked) setText(line, error instanceof Error ? error.message : 'Try again.');
    }
  }

  /** @param {Listed} listed */
  function makeRow(listed) {
    const { channel_id, visitor, line: said } = listed;
    const open = () => {
      const isHere = desk.client.state.rooms.get(channel_id)?.joined;
      if (!isHere) return void readAlong(desk, channel_id);
      dialog.close();
      onOpen(channel_id);
    };
    return make(
      'li',
      {},
      make(
        'button',
        { class: 'found-open', type: 'button', onclick: open },
        make('b', { class: 'clip', dir: 'auto' }, visitor.name),
        make('span', { class: 'soft numbers' }, describeListed(listed)),
        make('span', { class: 'soft clip found-line', dir: 'auto' }, said),
      ),
    );
  }

  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), pauseMs);
  });
  // From the field into what was found, and back.
  dialog.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const stops = [input, ...list.querySelectorAll('button')];
    const at = stops.indexOf(/** @type {HTMLInputElement} */ (document.activeElement));
    if (at === -1) return;
    event.preventDefault();
    stops[Math.max(0, Math.min(stops.length - 1, at + step))]?.focus();
  });
  void look();
}

/** @param {string} words @param {number} count @param {boolean} more */
function describeFound(words, count, more) {
  const isAll = words.trim() === '';
  if (count === 0) return isAll ? 'There is none yet.' : 'Nothing was found. Try fewer letters.';
  if (isAll) return 'Those that changed last.';
  return more ? `The latest ${count}; there are more.` : `${count} found.`;
}

import { make, setText } from '../parts/elements.js';
import { clockTime, dayName } from '../parts/times.js';
import { addressOf } from './addresses.js';
import { openDialog } from './dialog.js';
import { isOfTeam } from './places.js';

/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */
/**
 * @typedef {{
 *   message: { channel_id: string, seq: number, name: string, ts: string }, with?: string,
 *   snippet: string,
 * }} Found
 */

const askAfterMs = 250;

/**
 * Finds messages by their words, here or everywhere; each result leads to its place.
 * @param {MemberPlace} member
 * @param {{ go: (target: import('./addresses.js').Target) => void }} options
 */
export function openSearch(member, { go }) {
  if (document.querySelector('.search')) return;
  const { here } = member;
  const input = make('input', {
    class: 'input',
    // A search field would take the Escape that closes the dialog.
    inputmode: 'search',
    'aria-label': 'Words of the message',
    placeholder: 'Words of the message',
    autocomplete: 'off',
    dir: 'auto',
    autofocus: true,
  });
  const onlyHere = make('input', { type: 'checkbox', id: 'only-here' });
  const scope = make(
    'label',
    { class: 'search-scope', for: 'only-here' },
    onlyHere,
    make('span', { class: 'clip' }, 'Only in ', make('bdi', {}, here?.title ?? '')),
  );
  scope.hidden = !here || !isOfTeam(here);
  const status = make('p', { class: 'field-hint', role: 'status' });
  const list = make('ul', { class: 'search-list', 'aria-label': 'Messages found' });
  const more = make(
    'button',
    { class: 'button button-quiet', type: 'button', hidden: true },
    'More',
  );
  const scroll = make('div', { class: 'search-scroll' }, list, more);
  const dialog = openDialog(
    { title: 'Search', className: 'search dialog-wide' },
    input,
    scope,
    status,
    scroll,
  );
  let asked = 0;
  /** @type {string | null} */
  let next = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {boolean} isMore */
  async function ask(isMore) {
    asked += 1;
    const run = asked;
    const q = input.value.trim();
    if (!isMore) list.replaceChildren();
    more.hidden = true;
    if (q === '') return setText(status, '');
    setText(status, 'Looking…');
    const where =
      onlyHere.checked && here ? { channel: here.team, to: here.person || undefined } : {};
    try {
      const query = { q, ...where, cursor: isMore ? (next ?? undefined) : undefined };
      /** @type {{ data: Found[], page: import('./api.js').PageEnds }} */
      const { data, page } = await member.api.getPage('/v1/search', { query });
      if (run !== asked) return;
      next = page.next;
      list.append(...data.map(makeFound));
      more.hidden = next === null;
      const count = list.childElementCount;
      setText(status, count === 0 ? 'Nothing holds these words.' : '');
    } catch (error) {
      if (run === asked) setText(status, error instanceof Error ? error.message : '');
    }
  }

  /** @param {Found} found */
  function makeFound({ message, with: person = '', snippet }) {
    const { channel_id: team, seq, name, ts } = message;
    const target = { team, person, seq };
    const place = member.places.find((one) => one.team === team && one.person === person);
    const link = make(
      'a',
      { class: 'pin', href: addressOf(target) },
      make('b', { class: 'clip', dir: 'auto' }, name),
      make(
        'span',
        { class: 'faint clip' },
        `${place?.title ?? ''} · ${dayName(ts)}, ${clockTime(ts)}`,
      ),
      make('span', { class: 'pin-text', dir: 'auto' }, snippet),
    );
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      dialog.close();
      go(target);
    });
    return make('li', {}, link);
  }

  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(false), askAfterMs);
  });
  onlyHere.addEventListener('change', () => void ask(false));
  more.addEventListener('click', () => void ask(true));
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
    event.preventDefault();
    list.querySelector('a')?.focus();
  });
}

import { makeAvatar } from '../parts/avatar.js';
import { make, makeIcon, setText } from '../parts/elements.js';

/** @typedef {{ id: string, name: string, nick: string | null, role: string }} Colleague */

const askAfterMs = 150;
const shownPeople = 8;

/**
 * Finds people of the organisation by name or nickname and collects them. Arrow keys go through
 * what was found, Enter picks.
 * @param {{
 *   api: import('./api.js').Api, label: string, without: (id: string) => boolean,
 *   autofocus?: boolean,
 * }} options
 */
export function makePeoplePicker({ api, label, without, autofocus }) {
  /** @type {Map<string, Colleague>} */
  const picked = new Map();
  const input = make('input', {
    class: 'input',
    id: 'people-search',
    autocomplete: 'off',
    dir: 'auto',
    role: 'combobox',
    'aria-expanded': 'false',
    'aria-controls': 'people-found',
    'aria-autocomplete': 'list',
    placeholder: 'A name or @nickname',
    autofocus,
  });
  const found = make('ul', {
    class: 'found',
    id: 'people-found',
    role: 'listbox',
    'aria-label': 'People found',
  });
  const chips = make('ul', { class: 'chips', 'aria-label': 'Chosen' });
  const status = make('p', { class: 'field-hint', role: 'status' });
  const box = make(
    'div',
    { class: 'field' },
    make('label', { for: 'people-search' }, label),
    chips,
    input,
    status,
    found,
  );
  /** @type {Colleague[]} */
  let shown = [];
  let at = 0;
  let asked = 0;
  /** What is shown answers what is typed. */
  let isAnswered = true;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** What was found is not what is looked for now. */
  function forget() {
    asked += 1;
    isAnswered = false;
    shown = [];
    draw();
  }

  async function ask() {
    forget();
    const run = asked;
    const q = input.value.trim().replace(/^@/u, '');
    try {
      /** @type {Colleague[]} */
      const people = await api.get('/v1/people', { query: { q, limit: 50 } });
      if (run !== asked) return;
      shown = people.filter(({ id }) => !without(id) && !picked.has(id)).slice(0, shownPeople);
      at = 0;
      setText(status, shown.length === 0 ? 'Nobody of that name is left to choose.' : '');
    } catch (error) {
      if (run !== asked) return;
      setText(status, error instanceof Error ? error.message : '');
    }
    isAnswered = true;
    draw();
  }

  function draw() {
    input.setAttribute('aria-expanded', String(shown.length > 0));
    found.hidden = shown.length === 0;
    found.replaceChildren(
      ...shown.map((one, index) => makeOption(one, index === at, () => pick(one))),
    );
    const chosen = shown[at];
    if (chosen) input.setAttribute('aria-activedescendant', `found-${chosen.id}`);
    else input.removeAttribute('aria-activedescendant');
  }

  /** @param {Colleague} one */
  function pick(one) {
    picked.set(one.id, one);
    input.value = '';
    drawChips();
    input.focus();
    void ask();
  }

  function drawChips() {
    chips.hidden = picked.size === 0;
    chips.replaceChildren(
      ...[...picked.values()].map((one) =>
        makeChip(one, () => {
          picked.delete(one.id);
          drawChips();
          input.focus();
        }),
      ),
    );
  }

  input.addEventListener('input', () => {
    clearTimeout(timer);
    forget();
    timer = setTimeout(() => void ask(), askAfterMs);
  });
  input.addEventListener('focus', () => void ask(), { once: true });
  input.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = shown[at];
    // Whoever is meant may not be found yet: the form is not sent without them.
    const isLooking = event.key === 'Enter' && (!isAnswered || input.value.trim() !== '');
    if (step && shown.length > 0) at = (at + step + shown.length) % shown.length;
    else if (event.key === 'Enter' && chosen) pick(chosen);
    else if (event.key === 'Backspace' && input.value === '') {
      const last = [...picked.keys()].at(-1);
      if (last) picked.delete(last);
      drawChips();
      return;
    } else if (!isLooking) return;
    event.preventDefault();
    draw();
  });
  draw();
  drawChips();
  return { box, picked: () => [...picked.values()] };
}

/** @param {Colleague} one @param {boolean} isChosen @param {() => void} onPick */
function makeOption(one, isChosen, onPick) {
  return make(
    'li',
    {
      class: 'found-one',
      id: `found-${one.id}`,
      role: 'option',
      'aria-selected': String(isChosen),
      // Before the field loses the focus.
      onmousedown: (/** @type {Event} */ event) => event.preventDefault(),
      onclick: onPick,
    },
    makeAvatar(one, 'avatar-small'),
    make('b', { class: 'clip', dir: 'auto' }, one.name),
    one.nick ? make('span', { class: 'faint clip' }, `@${one.nick}`) : null,
  );
}

/** @param {Colleague} one @param {() => void} onRemove */
function makeChip(one, onRemove) {
  return make(
    'li',
    { class: 'chip' },
    make('bdi', {}, one.name),
    make(
      'button',
      {
        class: 'chip-remove',
        type: 'button',
        'aria-label': `Leave out ${one.name}`,
        onclick: onRemove,
      },
      makeIcon('close', 'icon icon-small'),
    ),
  );
}

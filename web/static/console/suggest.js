import { make, setText } from '../parts/elements.js';

/** @typedef {{ label: string, note: string, text: string, preview?: string }} Suggestion */

let made = 0;
const mostShown = 8;

/**
 * Offers what may come next while one writes: arrow keys choose, Enter and Tab take, Escape leaves.
 *
 * @param {HTMLFormElement} form with a textarea
 * @param {{
 *   label: string,
 *   read: (before: string) => { typed: string, from: number } | null,
 *   find: (typed: string) => readonly Suggestion[],
 *   onTake?: (suggestion: Suggestion) => void,
 *   none?: () => string,
 * }} options `read`: what was begun before the caret, and where
 */
export function createSuggest(form, { label, read, find, onTake, none }) {
  const input = /** @type {HTMLTextAreaElement} */ (form.querySelector('textarea'));
  const id = `suggest-${++made}`;
  const list = make('ul', { id, role: 'listbox', 'aria-label': label });
  const preview = make('p', { class: 'suggest-preview', dir: 'auto', hidden: true });
  const empty = make('p', { class: 'suggest-none soft', hidden: true });
  const box = make('div', { class: 'suggest', hidden: true }, list, preview, empty);
  form.prepend(box);
  /** @type {readonly Suggestion[]} */
  let found = [];
  let at = 0;
  let isLeft = false;

  const begun = () => read(input.value.slice(0, input.selectionStart));

  function look() {
    const wish = begun();
    if (!wish) isLeft = false;
    found = wish && !isLeft ? find(wish.typed).slice(0, mostShown) : [];
    at = 0;
    empty.hidden = !(wish && !isLeft && none && found.length === 0);
    setText(empty, none?.() ?? '');
    draw();
  }

  function draw() {
    box.hidden = found.length === 0 && empty.hidden;
    list.hidden = found.length === 0;
    list.replaceChildren(...found.map(makeOption));
    const chosen = found[at];
    preview.hidden = !chosen?.preview;
    setText(preview, chosen?.preview ?? '');
    if (!chosen) return input.removeAttribute('aria-activedescendant');
    input.setAttribute('aria-controls', id);
    input.setAttribute('aria-activedescendant', `${id}-${at}`);
    list.children[at]?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {Suggestion} suggestion @param {number} index */
  function makeOption({ label: name, note }, index) {
    return make(
      'li',
      {
        id: `${id}-${index}`,
        role: 'option',
        'aria-selected': String(index === at),
        // Before the field loses the focus.
        onmousedown: (/** @type {Event} */ event) => {
          event.preventDefault();
          take(index);
        },
      },
      make('b', { class: 'clip', dir: 'auto' }, name),
      make('span', { class: 'faint clip' }, note),
    );
  }

  /** @param {number} index */
  function take(index) {
    const chosen = found[index];
    const wish = begun();
    found = [];
    draw();
    if (!chosen || !wish) return;
    input.setRangeText(chosen.text, wish.from, input.selectionStart, 'end');
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    onTake?.(chosen);
  }

  input.addEventListener('input', look);
  input.addEventListener('blur', () => {
    found = [];
    empty.hidden = true;
    draw();
  });
  // Ahead of the composer, which sends on Enter.
  form.addEventListener(
    'keydown',
    (event) => {
      if (box.hidden || event.isComposing || event.target !== input) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === 'Escape') leave();
      else if (found.length === 0) return;
      else if (step) at = (at + step + found.length) % found.length;
      else if (event.key !== 'Enter' && event.key !== 'Tab') return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === 'Enter' || event.key === 'Tab') take(at);
      else draw();
    },
    { capture: true },
  );

  function leave() {
    isLeft = true;
    found = [];
    empty.hidden = true;
  }
  return { look };
}

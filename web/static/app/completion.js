import { makeAvatar } from '../parts/avatar.js';
import { make } from '../parts/elements.js';
import { emojiCalled, findEmoji } from './emoji-names.js';

/** @typedef {{ id: string, name: string, nick: string | null }} Nicked */
/** @typedef {{ text: string, label: string, note: string, face: Node }} Choice */
/** @typedef {{ kind: '@' | ':', typed: string, from: number }} Wish */

const mostChoices = 8;
const minEmojiLength = 2;

/**
 * What somebody begins to write before the caret: `@ad` or `:roc`.
 * @param {string} before the text up to the caret
 * @returns {Wish | null}
 */
export function readWish(before) {
  const found = /(^|[\s([{"'])([@:])([\p{L}\p{N}_.+-]*)$/u.exec(before);
  if (!found) return null;
  const [, , kind = '', typed = ''] = found;
  if (kind === ':' && typed.length < minEmojiLength) return null;
  const from = before.length - typed.length - 1;
  return { kind: kind === '@' ? '@' : ':', typed, from };
}

/**
 * Offers people after `@` and emoji after `:` while one writes. The arrow keys choose, Enter and
 * Tab take, Escape leaves it.
 * @param {HTMLFormElement} form @param {{ people: () => readonly Nicked[] }} options
 */
export function createCompletion(form, { people }) {
  const input = /** @type {HTMLTextAreaElement} */ (form.querySelector('textarea'));
  const box = make('ul', {
    class: 'completion',
    id: 'completion',
    role: 'listbox',
    'aria-label': 'Suggestions',
    hidden: true,
  });
  form.prepend(box);
  input.setAttribute('aria-controls', 'completion');
  input.setAttribute('aria-autocomplete', 'list');
  /** @type {Choice[]} */
  let choices = [];
  let at = 0;
  /** Somebody is looked for who is not known yet. */
  let isLooking = false;

  /** A name that is written out, as in `:rocket:`, becomes what it names. */
  function replaceNamed() {
    const before = input.value.slice(0, input.selectionStart);
    const [whole = '', name = ''] = /(?<![\p{L}\p{N}:]):([\w+-]+):$/u.exec(before) ?? [];
    const emoji = name && emojiCalled(name);
    if (!emoji) return false;
    input.setRangeText(emoji, before.length - whole.length, before.length, 'end');
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    return true;
  }

  function look() {
    if (replaceNamed()) return;
    const wish = readWish(input.value.slice(0, input.selectionStart));
    choices = wish ? choose(wish, people()) : [];
    isLooking = wish?.kind === '@' && choices.length === 0;
    at = 0;
    draw();
  }

  function leave() {
    choices = [];
    isLooking = false;
  }

  function draw() {
    box.hidden = choices.length === 0;
    box.replaceChildren(...choices.map((choice, index) => makeChoice(choice, index)));
    if (choices.length > 0) input.setAttribute('aria-activedescendant', `choice-${at}`);
    else input.removeAttribute('aria-activedescendant');
  }

  /** @param {Choice} choice @param {number} index */
  function makeChoice({ label, note, face }, index) {
    return make(
      'li',
      {
        class: 'found-one',
        id: `choice-${index}`,
        role: 'option',
        'aria-selected': String(index === at),
        // Before the field loses the focus.
        onmousedown: (/** @type {Event} */ event) => {
          event.preventDefault();
          take(index);
        },
      },
      face,
      make('b', { class: 'clip', dir: 'auto' }, label),
      make('span', { class: 'faint clip' }, note),
    );
  }

  /** @param {number} index */
  function take(index) {
    const choice = choices[index];
    const wish = readWish(input.value.slice(0, input.selectionStart));
    leave();
    draw();
    if (!choice || !wish) return;
    input.setRangeText(`${choice.text} `, wish.from, input.selectionStart, 'end');
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }

  input.addEventListener('input', look);
  input.addEventListener('blur', () => {
    leave();
    draw();
  });
  // Ahead of the composer, which sends on Enter.
  form.addEventListener(
    'keydown',
    (event) => {
      if (choices.length === 0 || event.isComposing || event.target !== input) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) at = (at + step + choices.length) % choices.length;
      else if (event.key === 'Escape') leave();
      else if (event.key !== 'Enter' && event.key !== 'Tab') return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === 'Enter' || event.key === 'Tab') take(at);
      else draw();
    },
    { capture: true },
  );

  return {
    /** Whoever came to be known since may be the one. */
    show: () => {
      if (isLooking) look();
    },
  };
}

/** @param {Wish} wish @param {readonly Nicked[]} people @returns {Choice[]} */
function choose({ kind, typed }, people) {
  if (kind === ':') {
    return findEmoji(typed, mostChoices).map(({ emoji, names }) => ({
      text: emoji,
      label: `:${names[0]}:`,
      note: '',
      face: make('span', { class: 'emoji' }, emoji),
    }));
  }
  const wanted = typed.toLowerCase();
  return people
    .filter(({ nick, name }) => nick !== null && begins(nick, name, wanted))
    .toSorted((a, b) => Number(startsNick(b, wanted)) - Number(startsNick(a, wanted)))
    .slice(0, mostChoices)
    .map((one) => ({
      text: `@${one.nick}`,
      label: one.name,
      note: `@${one.nick}`,
      face: makeAvatar(one, 'avatar-small'),
    }));
}

/** @param {Nicked} person @param {string} wanted */
const startsNick = ({ nick }, wanted) => nick?.startsWith(wanted) === true;

/** @param {string} nick @param {string} name @param {string} wanted */
function begins(nick, name, wanted) {
  const words = [nick, ...name.toLowerCase().split(/\s+/u)];
  return words.some((word) => word.startsWith(wanted));
}

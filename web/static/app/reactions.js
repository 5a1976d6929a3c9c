import { make } from '../parts/elements.js';

/** @typedef {import('./items.js').LineItem} LineItem */
/** @typedef {{ emoji: string, count: number, who: string, isMine: boolean }} Reaction */

const mostNames = 12;
/** @type {WeakMap<Element, string>} */
const drawn = new WeakMap();

/**
 * The reactions below a message; pressing one adds one's own or takes it back.
 * @param {HTMLElement} line @param {LineItem} item
 * @param {{
 *   me: () => string, nameOf: (person: string) => string,
 *   react: (item: LineItem, emoji: string) => void,
 * }} acts
 */
export function drawReactions(line, item, { me, nameOf, react }) {
  const known = line.querySelector('.reactions');
  const reactions = item.deleted ? [] : listReactions(item.reactions, me(), nameOf);
  const key = JSON.stringify(reactions);
  if (known && drawn.get(known) === key) return;
  if (reactions.length === 0) return known?.remove();
  const focused = known?.contains(document.activeElement) ? document.activeElement : null;
  const emoji = focused instanceof HTMLElement ? focused.dataset.emoji : undefined;
  const bar = make('div', { class: 'reactions', role: 'group', 'aria-label': 'Reactions' });
  for (const one of reactions) bar.append(makeReaction(one, () => react(item, one.emoji)));
  drawn.set(bar, key);
  if (known) known.replaceWith(bar);
  else line.querySelector('.message-body')?.append(bar);
  if (focused) focusAgain(line, bar, emoji);
}

/**
 * @param {Record<string, string[]>} reactions @param {string} me
 * @param {(person: string) => string} nameOf
 * @returns {Reaction[]}
 */
export function listReactions(reactions, me, nameOf) {
  return Object.entries(reactions)
    .filter(([, people]) => people.length > 0)
    .map(([emoji, people]) => {
      const names = people.slice(0, mostNames).map((id) => (id === me ? 'you' : nameOf(id)));
      const rest = people.length - names.length;
      const who = rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ');
      return { emoji, count: people.length, who, isMine: people.includes(me) };
    });
}

/** @param {Reaction} reaction @param {() => void} onclick */
function makeReaction({ emoji, count, who, isMine }, onclick) {
  return make(
    'button',
    {
      class: 'reaction line-control',
      type: 'button',
      tabindex: -1,
      'data-emoji': emoji,
      'aria-pressed': String(isMine),
      title: who,
      'aria-label': `${emoji} ${count}, ${who}`,
      onclick,
    },
    make('span', { 'aria-hidden': 'true' }, emoji),
    make('span', { class: 'numbers', 'aria-hidden': 'true' }, String(count)),
  );
}

/** @param {HTMLElement} line @param {HTMLElement} bar @param {string | undefined} emoji */
function focusAgain(line, bar, emoji) {
  const buttons = [...bar.querySelectorAll('button')];
  const same = buttons.find((button) => button.dataset.emoji === emoji);
  (same ?? line).focus({ preventScroll: true });
}

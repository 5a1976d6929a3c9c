import { make, makeIcon, setText } from '../parts/elements.js';
import { makeMessage, updateMessage } from '../parts/message.js';
import { clockTime, fullTime } from '../parts/times.js';

/** @typedef {import('./items.js').LineItem} LineItem */
/** @typedef {import('./items.js').Item} Item */
/**
 * @typedef {{
 *   retry: (cid: string) => void, discard: (cid: string) => void,
 *   react: (item: LineItem, emoji: string) => void,
 *   openMenu: (item: LineItem, opener: HTMLElement) => void,
 *   showMessage: (seq: number) => void,
 *   quoteOf: (seq: number) => { name: string, text: string } | null,
 *   nameOf: (person: string) => string,
 *   makeText: (text: string) => Node,
 *   me: () => string,
 * }} LineActs
 */

/** @param {Item} item @param {LineActs} acts */
export function makeLine(item, acts) {
  if (item.kind === 'message') return makeMessageLine(item, acts);
  const names = {
    day: 'timeline-day',
    unread: 'timeline-unread',
    event: `timeline-event timeline-event-${item.kind === 'event' ? item.tone : ''}`,
  };
  return make('li', { class: names[item.kind] }, make('span', {}, item.text));
}

/** @type {WeakMap<HTMLElement, LineItem>} */
const shown = new WeakMap();

/** The message that a line shows. @param {Element | null | undefined} element */
export function itemOf(element) {
  return element instanceof HTMLElement ? shown.get(element) : undefined;
}

/** @param {LineItem} item @param {LineActs} acts */
function makeMessageLine(item, acts) {
  const line = makeMessage(item);
  line.tabIndex = -1;
  const more = make(
    'button',
    {
      class: 'button button-plain button-icon button-small line-more',
      type: 'button',
      tabindex: -1,
      'aria-haspopup': 'menu',
      'aria-label': `More about this message`,
      title: 'React, reply and more (Enter)',
    },
    makeIcon('more', 'icon icon-small'),
  );
  more.addEventListener('click', () => {
    const now = shown.get(line);
    if (now) acts.openMenu(now, more);
  });
  line.querySelector('.message-body')?.append(more);
  return line;
}

/** @param {HTMLElement} line @param {Item} item @param {LineActs} acts */
export function updateLine(line, item, acts) {
  if (item.kind !== 'message') return;
  const before = shown.get(line);
  shown.set(line, item);
  updateMessage(line, item, acts);
  line.classList.toggle('message-pinned', item.pinned);
  line.classList.toggle('message-deleted', item.deleted);
  const more = line.querySelector('.line-more');
  if (more instanceof HTMLElement) more.hidden = item.seq === 0 || item.deleted;
  if (before === item || isSame(before, item)) return;
  drawText(line, item, acts);
  drawQuote(line, item, acts);
  drawReactions(line, item, acts);
}

/** @param {LineItem | undefined} before @param {LineItem} item */
function isSame(before, item) {
  return before?.message !== undefined && before.message === item.message;
}

/** @param {HTMLElement} line @param {LineItem} item @param {LineActs} acts */
function drawText(line, item, acts) {
  const text = line.querySelector('.message-text');
  if (!text) return;
  if (item.deleted) {
    text.replaceChildren(make('em', { class: 'soft' }, 'This message was deleted'));
    return;
  }
  const marks = [];
  if (item.edited) {
    const when = fullTime(item.message?.edited_at ?? item.ts);
    marks.push(make('span', { class: 'message-edited faint', title: when }, 'edited'));
  }
  if (item.pinned) {
    const word = make('span', { class: 'visually-hidden' }, 'Pinned');
    marks.push(
      make(
        'span',
        { class: 'message-pin', title: 'Pinned' },
        makeIcon('pin', 'icon icon-small'),
        word,
      ),
    );
  }
  text.replaceChildren(acts.makeText(item.data), ...marks);
}

/** @param {HTMLElement} line @param {LineItem} item @param {LineActs} acts */
function drawQuote(line, { replyTo, deleted }, acts) {
  line.querySelector('.message-quote')?.remove();
  if (replyTo === undefined || deleted) return;
  const quoted = acts.quoteOf(replyTo);
  const button = make(
    'button',
    { class: 'message-quote', type: 'button', onclick: () => acts.showMessage(replyTo) },
    make('span', { class: 'visually-hidden' }, 'Answer to '),
    makeIcon('reply', 'icon icon-small'),
    make('b', {}, make('bdi', {}, quoted?.name ?? 'an earlier message')),
    make('span', { class: 'clip', dir: 'auto' }, quoted?.text ?? ''),
  );
  line.querySelector('.bubble')?.before(button);
}

/** @param {HTMLElement} line @param {LineItem} item @param {LineActs} acts */
function drawReactions(line, item, acts) {
  line.querySelector('.reactions')?.remove();
  const all = Object.entries(item.reactions).filter(([, people]) => people.length > 0);
  if (all.length === 0 || item.deleted) return;
  const me = acts.me();
  const buttons = all.map(([emoji, people]) => {
    const names = people.map((id) => (id === me ? 'you' : acts.nameOf(id)));
    const who = names.slice(0, 12).join(', ');
    const button = make(
      'button',
      {
        class: 'reaction',
        type: 'button',
        tabindex: -1,
        'aria-pressed': String(people.includes(me)),
        title: who,
        'aria-label': `${emoji} ${people.length}, ${who}`,
        onclick: () => acts.react(item, emoji),
      },
      make('span', { 'aria-hidden': 'true' }, emoji),
      make('span', { class: 'numbers', 'aria-hidden': 'true' }),
    );
    setText(/** @type {Element} */ (button.lastElementChild), String(people.length));
    return button;
  });
  const bar = make('div', { class: 'reactions', role: 'group', 'aria-label': 'Reactions' });
  bar.append(...buttons);
  line.querySelector('.message-body')?.append(bar);
}

/** What a message says, in a line. @param {LineItem} item */
export function describeLine({ name, ts, mine }) {
  return `${mine ? 'Your message' : `${name}'s message`}, ${clockTime(ts)}`;
}

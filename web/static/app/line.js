import { make, makeIcon } from '../parts/elements.js';
import { makeMarkdown } from '../parts/markdown-nodes.js';
import { makeMessage, updateMessage } from '../parts/message.js';
import { clockTime, fullTime } from '../parts/times.js';
import { drawQuote } from './quotes.js';
import { drawReactions } from './reactions.js';

/** @typedef {import('./items.js').LineItem} LineItem */
/** @typedef {import('./items.js').Item} Item */
/**
 * @typedef {{
 *   retry: (cid: string) => void, discard: (cid: string) => void,
 *   react: (item: LineItem, emoji: string) => void,
 *   openMenu: (item: LineItem, opener: HTMLElement) => void,
 *   showMessage: (seq: number) => void,
 *   quoteOf: (seq: number) => import('./quotes.js').Quote | null,
 *   nameOf: (person: string) => string,
 *   makeText: (text: string) => Node,
 *   makeFigure: (item: LineItem) => HTMLElement,
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
  const line = makeMessage(item, { makeText: makeMarkdown });
  line.tabIndex = -1;
  const more = make(
    'button',
    {
      class: 'button button-plain button-icon button-small line-more line-control',
      type: 'button',
      tabindex: -1,
      'aria-haspopup': 'menu',
      'aria-label': 'More about this message',
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
  line.classList.toggle('message-file', item.type !== 'text' && !item.deleted);
  const more = line.querySelector('.line-more');
  if (more instanceof HTMLElement) more.hidden = !canAct(item);
  drawQuote(line, item, acts);
  drawReactions(line, item, acts);
  if (before === undefined || !isSame(before, item)) drawText(line, item, acts);
}

/** Something can be done with it. @param {LineItem} item */
export const canAct = ({ seq, deleted }) => seq > 0 && !deleted;

/** @param {LineItem} before @param {LineItem} item */
function isSame(before, item) {
  const { data, type, edited, pinned, deleted } = item;
  return (
    before.data === data &&
    before.type === type &&
    before.edited === edited &&
    before.pinned === pinned &&
    before.deleted === deleted
  );
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
  if (item.pinned) marks.push(makePin());
  const figure = text.querySelector(':scope > .figure');
  // What plays goes on playing when a pin comes.
  const said = item.type === 'text' ? acts.makeText(item.data) : (figure ?? acts.makeFigure(item));
  text.replaceChildren(said, ...marks);
}

function makePin() {
  const word = make('span', { class: 'visually-hidden' }, 'Pinned');
  const icon = makeIcon('pin', 'icon icon-small');
  return make('span', { class: 'message-pin', title: 'Pinned' }, icon, word);
}

/** What a message is, in a line. @param {LineItem} item */
export function describeLine({ name, ts, mine }) {
  return `${mine ? 'Your message' : `${name}'s message`}, ${clockTime(ts)}`;
}

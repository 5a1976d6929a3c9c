import { make, makeIcon, setText } from '../parts/elements.js';

/** What is answered, in a line. @typedef {{ name: string, text: string }} Quote */

/**
 * Shows above an answer what it answers; pressing it leads there.
 * @param {HTMLElement} line @param {import('./items.js').LineItem} item
 * @param {{ quoteOf: (seq: number) => Quote | null, showMessage: (seq: number) => void }} acts
 */
export function drawQuote(line, { replyTo, deleted }, { quoteOf, showMessage }) {
  const known = line.querySelector('.message-quote');
  if (replyTo === undefined || deleted) return known?.remove();
  const { name = 'an earlier message', text = '' } = quoteOf(replyTo) ?? {};
  const quote = known ?? makeQuote(() => showMessage(replyTo));
  if (!known) line.querySelector('.bubble')?.before(quote);
  setText(/** @type {Element} */ (quote.querySelector('bdi')), name);
  setText(/** @type {Element} */ (quote.querySelector('.clip')), text);
}

/** @param {() => void} onclick */
function makeQuote(onclick) {
  return make(
    'button',
    { class: 'message-quote line-control', type: 'button', tabindex: -1, onclick },
    makeIcon('reply', 'icon icon-small'),
    make('span', { class: 'visually-hidden' }, 'Answer to '),
    make('b', {}, make('bdi', {})),
    make('span', { class: 'visually-hidden' }, ': '),
    make('span', { class: 'clip', dir: 'auto' }),
  );
}

import { make } from './elements.js';

const address = /\b(?:https?:\/\/|mailto:)[^\s<>"'`{}|\\^]+/giu;
/** Bidi controls can make one address look like another. */
const deceiving = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;
const safeProtocols = new Set(['http:', 'https:', 'mailto:']);

/** @typedef {{ text: string, href?: string }} Piece */

/**
 * Cuts a text into plain pieces and links. Only http, https and mailto become links; an address
 * that carries a user name (`https://bank@evil`) or hidden characters stays text.
 *
 * @param {string} text
 * @returns {Piece[]}
 */
export function findLinks(text) {
  /** @type {Piece[]} */
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    const candidate = trimTail(match[0]);
    const href = safeHref(candidate);
    if (!href) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: candidate, href });
    end = match.index + candidate.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

/**
 * Punctuation that ends a sentence is not the address's; a bracket is, if it was opened in it.
 * @param {string} found
 */
function trimTail(found) {
  let text = found;
  for (;;) {
    const last = text.at(-1) ?? '';
    const opened = text.split('(').length > text.split(')').length - 1;
    if (/[.,:;!?…*_~]/u.test(last) || (last === ')' && !opened) || last === ']') {
      text = text.slice(0, -1);
    } else return text;
  }
}

/** @param {string} text @returns {string | null} */
function safeHref(text) {
  if (deceiving.test(text)) return null;
  const url = URL.parse(text);
  if (!url || !safeProtocols.has(url.protocol)) return null;
  if (url.username || url.password) return null;
  if (url.protocol !== 'mailto:' && !url.hostname) return null;
  if (url.protocol === 'mailto:' && !url.pathname.includes('@')) return null;
  return url.href;
}

/** A text with its links, as nodes. @param {string} text */
export function makeLinkedText(text) {
  const fragment = document.createDocumentFragment();
  for (const piece of findLinks(text)) {
    fragment.append(
      piece.href
        ? make(
            'a',
            {
              href: piece.href,
              title: piece.href,
              target: '_blank',
              rel: 'noopener noreferrer nofollow ugc',
            },
            piece.text,
          )
        : piece.text,
    );
  }
  return fragment;
}

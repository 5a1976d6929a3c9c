import { addressAt, otherPlace, safeHref } from './links.js';
import { joinTexts, Line } from './markdown-line.js';
import { escapable, matchMarks, tickRun } from './markdown-marks.js';

/** @typedef {import('./markdown.js').Node} Node */

/** What may begin something other than text. */
const marks = /[\\`*_[\nhm]/gi;
const linkRel = 'noopener noreferrer nofollow ugc';

/**
 * The lines of a paragraph as nodes.
 * @param {string} text @param {boolean} [mayLink] there is no link in a link
 * @returns {Node[]}
 */
export function parseInline(text, mayLink = true) {
  const pairs = matchMarks(text);
  const line = new Line();
  let at = 0;
  while (at < text.length) {
    marks.lastIndex = at;
    const mark = marks.exec(text)?.index ?? text.length;
    line.addText(text.slice(at, mark));
    at = mark < text.length ? readMark(line, text, mark, { pairs, mayLink }) : mark;
  }
  return line.end();
}

/** @typedef {{ pairs: Map<number, number>, mayLink: boolean }} Reading */

/**
 * Reads what stands at a mark and returns where it ends.
 * @param {Line} line @param {string} text @param {number} at @param {Reading} reading
 */
function readMark(line, text, at, { pairs, mayLink }) {
  const mark = text[at] ?? '';
  switch (mark) {
    case '\n':
      line.add({ tag: 'br', children: [] });
      return at + 1;
    case '\\': {
      const next = text[at + 1] ?? ' ';
      const isEscape = escapable.includes(next);
      line.addText(isEscape ? next : mark);
      return at + (isEscape ? 2 : 1);
    }
    case '`':
      return readCode(line, text, at, pairs.get(at));
    case '*':
    case '_':
      return line.addRun(text, at);
    case '[':
      return (mayLink && readLink(line, text, at, pairs)) || readOne(line, text, at);
    default:
      return (mayLink && readAddress(line, text, at)) || readOne(line, text, at);
  }
}

/** @param {Line} line @param {string} text @param {number} at */
function readOne(line, text, at) {
  line.addText(text[at] ?? '');
  return at + 1;
}

/** @param {Line} line @param {string} text @param {number} at @param {number} [closing] */
function readCode(line, text, at, closing) {
  const length = tickRun(text, at);
  if (closing === undefined) {
    line.addText(text.slice(at, at + length));
    return at + length;
  }
  const code = text.slice(at + length, closing);
  const isPadded = code.startsWith(' ') && code.endsWith(' ') && code.trim() !== '';
  line.add({ tag: 'code', children: [isPadded ? code.slice(1, -1) : code] });
  return closing + length;
}

/**
 * `[words](address)`; 0 where it is none. Words that look like the address of another place are
 * followed by where the link leads.
 * @param {Line} line @param {string} text @param {number} at @param {Map<number, number>} pairs
 */
function readLink(line, text, at, pairs) {
  const closing = pairs.get(at);
  const end = closing === undefined ? undefined : pairs.get(closing + 1);
  if (closing === undefined || end === undefined || text[closing + 1] !== '(') return 0;
  const href = safeHref(text.slice(closing + 2, end));
  const words = text.slice(at + 1, closing);
  if (!href || words.trim() === '' || turning.test(words)) return 0;
  const place = otherPlace(words, href);
  const children = parseInline(words, false);
  line.add(makeLink(href, place ? joinTexts([...children, ` (${place})`]) : children));
  return end + 1;
}

/** Turns the direction of what follows, so that words read as other words. */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** @param {Line} line @param {string} text @param {number} at */
function readAddress(line, text, at) {
  const found = addressAt(text, at);
  if (!found) return 0;
  if (found.href) line.add(makeLink(found.href, [found.text]));
  else line.addText(found.text);
  return at + found.text.length;
}

/** @param {string} href @param {Node[]} children @returns {Node} */
function makeLink(href, children) {
  const attributes = { href, title: href, target: '_blank', rel: linkRel };
  return { tag: 'a', attributes, children };
}

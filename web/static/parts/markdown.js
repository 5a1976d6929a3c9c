import { parseInline } from './markdown-inline.js';
import { indentOf, listMark, outdent } from './markdown-lines.js';

/**
 * @typedef {'p' | 'br' | 'strong' | 'em' | 'code' | 'pre' | 'a' | 'ul' | 'ol' | 'li' |
 *   'blockquote'} Tag
 * @typedef {'href' | 'title' | 'target' | 'rel' | 'start' | 'data-language'} AttributeName
 * @typedef {{
 *   tag: Tag, attributes?: Partial<Record<AttributeName, string>>, children: Node[],
 * }} Element
 * @typedef {string | Element} Node
 */

/** Quotes and lists nest no deeper; what would is text. */
export const maxDepth = 6;

const fence = /^ {0,3}(`{3,})([\w+#.-]{0,20})[ \t]*$/;
const quote = /^ {0,3}>(?=[ \t>]|$)[ \t]?/;

/**
 * What a message says, as a tree of few elements: bold, italics, code, links, lists and quotes of
 * Markdown; everything else is text, HTML too. Linear in the length of the text, whatever it is.
 *
 * @param {string} text
 * @returns {Element[]} paragraphs, lists, quotes and blocks of code
 */
export function parseMarkdown(text) {
  const lines = text
    .toWellFormed()
    .replaceAll('\0', '\ufffd')
    .split(/\r\n|\r|\n/);
  return parseBlocks(lines, 0);
}

/** @typedef {{ block: Element | null, next: number }} Read `next`: the line after it */

/** @param {string[]} lines @param {number} depth @returns {Element[]} */
function parseBlocks(lines, depth) {
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    const { block, next } = readBlock(lines, at, depth);
    if (block) blocks.push(block);
    at = next;
  }
  return blocks;
}

/** @param {string[]} lines @param {number} at @param {number} depth @returns {Read} */
function readBlock(lines, at, depth) {
  const line = lines[at] ?? '';
  if (line.trim() === '') return { block: null, next: at + 1 };
  if (fence.test(line)) return readFence(lines, at);
  if (depth < maxDepth && quote.test(line)) return readQuote(lines, at, depth);
  if (depth < maxDepth && listMark(line)) return readList(lines, at, depth);
  return readParagraph(lines, at, depth);
}

/** To the line that closes it, or to the end. @param {string[]} lines @param {number} at */
function readFence(lines, at) {
  const [, ticks = '', language = ''] = fence.exec(lines[at] ?? '') ?? [];
  const isEnd = (/** @type {string} */ line) => {
    const [, closing = '', word] = fence.exec(line) ?? [];
    return word === '' && closing.length >= ticks.length;
  };
  let end = at + 1;
  while (end < lines.length && !isEnd(lines[end] ?? '')) end += 1;
  const text = lines.slice(at + 1, end).join('\n');
  /** @type {Element} */
  const code = { tag: 'code', children: text === '' ? [] : [text] };
  const attributes = language === '' ? undefined : { 'data-language': language };
  /** @type {Element} */
  const block = { tag: 'pre', attributes, children: [code] };
  return { block, next: end + 1 };
}

/** @param {string[]} lines @param {number} at @param {number} depth @returns {Read} */
function readQuote(lines, at, depth) {
  let end = at;
  while (quote.test(lines[end] ?? '')) end += 1;
  const inner = lines.slice(at, end).map((line) => line.replace(quote, ''));
  return { block: { tag: 'blockquote', children: parseBlocks(inner, depth + 1) }, next: end };
}

/** @param {string[]} lines @param {number} at @param {number} depth @returns {Read} */
function readList(lines, at, depth) {
  const first = listMark(lines[at] ?? '');
  const children = [];
  let end = at;
  for (;;) {
    const mark = listMark(lines[end] ?? '');
    if (!mark || !first || mark.isOrdered !== first.isOrdered) break;
    const item = readItem(lines, end, mark);
    children.push(makeItem(item.lines, depth));
    end = item.next;
    const after = skipBlank(lines, end);
    if (!listMark(lines[after] ?? '')) break;
    end = after;
  }
  const isCounted = first?.isOrdered && first.number !== 1;
  const attributes = isCounted ? { start: String(first.number) } : undefined;
  return { block: { tag: first?.isOrdered ? 'ol' : 'ul', attributes, children }, next: end };
}

/**
 * An item's own lines: what stands behind its mark, and what is indented below.
 * @param {string[]} lines @param {number} at @param {import('./markdown-lines.js').ListMark} mark
 */
function readItem(lines, at, mark) {
  const own = [mark.rest];
  let { width } = mark;
  let end = at + 1;
  while (end < lines.length) {
    const next = skipBlank(lines, end);
    const line = lines[next] ?? '';
    if (line.trim() === '' || indentOf(line) < mark.indent + 2) break;
    for (; end < next; end += 1) own.push('');
    // The first line below says how far the item is indented.
    width = Math.min(width, indentOf(line));
    own.push(outdent(line, width));
    end += 1;
  }
  return { lines: own, next: end };
}

/** @param {string[]} lines @param {number} at */
function skipBlank(lines, at) {
  let next = at;
  while (next < lines.length && (lines[next] ?? '').trim() === '') next += 1;
  return next;
}

/** Its first paragraph stands in the item itself. @param {string[]} lines @param {number} depth */
function makeItem(lines, depth) {
  const [first, ...others] = parseBlocks(lines, depth + 1);
  /** @type {Node[]} */
  const start = first?.tag === 'p' ? first.children : first ? [first] : [];
  /** @type {Element} */
  const item = { tag: 'li', children: [...start, ...others] };
  return item;
}

/** @param {string[]} lines @param {number} at @param {number} depth @returns {Read} */
function readParagraph(lines, at, depth) {
  let end = at + 1;
  while (end < lines.length && !endsParagraph(lines[end] ?? '', depth)) end += 1;
  const children = parseInline(lines.slice(at, end).join('\n'));
  return { block: { tag: 'p', children }, next: end };
}

/**
 * A number begins a list below a text only if it is 1: not in `born in`, `1986. Then`.
 * @param {string} line @param {number} depth
 */
function endsParagraph(line, depth) {
  if (line.trim() === '' || fence.test(line)) return true;
  if (depth >= maxDepth) return false;
  const mark = listMark(line);
  return quote.test(line) || (mark !== null && (!mark.isOrdered || mark.number === 1));
}

import { addressAt, otherPlace, safeHref } from './links.js';

/** @typedef {import('./markdown.js').Node} Node */
/** @typedef {import('./markdown.js').Element} Element */

const mostDeep = 6;
const fence = /^ {0,3}(`{3,})([\w+#.-]{0,20})\s*$/;
const quote = /^ {0,3}>(?=[ \t>]|$)[ \t]?/;
const item = /^( {0,3})(?:[-*+]|(\d{1,9})[.)])[ \t]{1,4}(?=\S)/;
const spaceless = String.raw`[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}]`;
/** What emphasis does not touch: a mark, a letter of a script that parts its words by spaces. */
const noMark = String.raw`[*_]|[[\p{L}\p{N}]--${spaceless}]`;
/**
 * An escape, code, `[words](address)`, emphasis, the end of a line, what begins an address. No part
 * looks further than 2,000 letters, so that no text takes long.
 */
const mark = new RegExp(
  [
    String.raw`\\([*_\x60\[\]>+\-])`,
    String.raw`(?<!\x60)(\x60+)(?!\x60)(.{1,2000}?)(?<!\x60)\2(?!\x60)`,
    String.raw`\[([^\[\]]{1,500})\]\(((?:[^\(\)\s]|\([^\(\)\s]{0,500}\)){1,2048})\)`,
    String.raw`(?<!${noMark})(\*{1,3}|_{1,3})(?![\s*_])(.{1,2000}?)(?<![\s*_\\])\6(?!${noMark})`,
    String.raw`\n|\b(?:https?:\/\/|mailto:)`,
  ].join('|'),
  'gisv',
);
/** Turns the direction of what follows, so that words read as other words. */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/**
 * What a message says, for those who fetch little: the marks of `parseMarkdown` as people write
 * them, and its rules of what may be a link; where marks overlap they may stay text.
 * @param {string} text @returns {Element[]}
 */
export function parseSmall(text) {
  return parseBlocks(text.split(/\r\n?|\n/), 0);
}

/**
 * What a line begins, or a paragraph; empty is nothing.
 * @param {string} line @param {number} depth
 */
function kindOf(line, depth) {
  if (fence.test(line)) return 'pre';
  if (depth < mostDeep) {
    if (quote.test(line)) return 'blockquote';
    const found = item.exec(line);
    if (found) return found[2] ? 'ol' : 'ul';
  }
  return line.trim() && 'p';
}

/** @param {string[]} lines @param {number} depth @returns {Element[]} */
function parseBlocks(lines, depth) {
  /** @type {Element[]} */
  const blocks = [];
  let at = 0;
  const take = (/** @type {(line: string, kind: string) => unknown} */ isPart) => {
    const start = at;
    do at++;
    while (at < lines.length && isPart(lines[at] ?? '', kindOf(lines[at] ?? '', depth)));
    return lines.slice(start, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const tag = kindOf(line, depth);
    if (tag === 'pre') {
      const [, ticks = '', language] = fence.exec(line) ?? [];
      const code = take((next, kind) => kind !== tag || !next.trim().startsWith(ticks)).slice(1);
      at++;
      const attributes = language ? { 'data-language': language } : undefined;
      blocks.push(element(tag, [element('code', [code.join('\n')])], attributes));
    } else if (tag === 'blockquote') {
      const own = take((_, kind) => kind === tag).map((next) => next.replace(quote, ''));
      blocks.push(element(tag, parseBlocks(own, depth + 1)));
    } else if (tag === 'p') {
      // A number begins a list below a text only if it is 1.
      const isPart = (/** @type {string} */ next, /** @type {string} */ kind) =>
        kind === tag || (kind === 'ol' && item.exec(next)?.[2] !== '1');
      blocks.push(element(tag, parseInline(take(isPart).join('\n'))));
    } else if (tag) {
      const own = take((next, kind) => kind === tag || /^(\s{2}|\s*$)/.test(next));
      blocks.push(makeList(tag, own, depth));
    } else at++;
  }
  return blocks;
}

/** @param {'ol' | 'ul'} tag @param {string[]} lines @param {number} depth @returns {Element} */
function makeList(tag, lines, depth) {
  const [, indent = '', number = 1] = item.exec(lines[0] ?? '') ?? [];
  /** @type {string[][]} */
  const items = [];
  for (const line of lines) {
    const [mark, own] = item.exec(line) ?? [];
    if (mark && own !== undefined && own.length < indent.length + 2) {
      items.push([line.slice(mark.length)]);
    } else items.at(-1)?.push(line);
  }
  const children = items.map(([head = '', ...below]) => {
    const indents = below.map((line) => line.search(/\S/)).filter((columns) => columns >= 0);
    const own = below.map((line) => line.slice(Math.min(...indents)));
    const blocks = parseBlocks([head, ...own], depth + 1);
    // Its first paragraph stands in the item itself.
    return element(
      'li',
      blocks.flatMap((block, at) => (at === 0 && block.tag === 'p' ? block.children : block)),
    );
  });
  return element(tag, children, +number === 1 ? undefined : { start: String(+number) });
}

/** @param {string} text @param {number} [depth] @param {boolean} [mayLink] @returns {Node[]} */
function parseInline(text, depth = 0, mayLink = true) {
  /** @type {Node[]} */
  const nodes = [];
  let at = 0;
  let from = 0;
  for (;;) {
    mark.lastIndex = at;
    const found = mark.exec(text);
    if (!found) break;
    const [all, escaped, , code, words, address, run, inner] = found;
    const { index } = found;
    at = index + all.length;
    /** @type {Node | null | undefined} */
    let node = escaped;
    if (code) node = element('code', [code.replace(/^ (.*) $/s, '$1')]);
    if (words) node = mayLink ? linkTo(words, address ?? '', depth) : null;
    if (all === '\n') node = element('br', []);
    if (run && inner && depth < mostDeep) {
      node = element(run[1] ? 'strong' : 'em', parseInline(inner, depth + 1, mayLink));
      if (run[2]) node = element('strong', [{ ...node, tag: 'em' }]);
    }
    if (/:/.test(all) && !node && !words && !run && mayLink) {
      const bare = addressAt(text, index);
      if (bare) at = index + bare.text.length;
      if (bare?.href) node = makeLink(bare.href, [bare.text]);
    }
    if (node) {
      nodes.push(text.slice(from, index), node);
      from = at;
    } else if (words || run) at = index + 1;
  }
  return [...nodes, text.slice(from)].filter((node) => node !== '');
}

/** @param {string} words @param {string} address @param {number} depth */
function linkTo(words, address, depth) {
  const href = safeHref(address);
  if (!href || !words.trim() || turning.test(words)) return null;
  const place = otherPlace(words, href);
  return makeLink(href, [...parseInline(words, depth + 1, false), place ? ` (${place})` : '']);
}

/** @param {string} href @param {Node[]} children */
function makeLink(href, children) {
  const rel = 'noopener noreferrer nofollow ugc';
  return element('a', children, { href, title: href, target: '_blank', rel });
}

/**
 * @param {Element['tag']} tag @param {Node[]} children @param {Element['attributes']} [attributes]
 * @returns {Element}
 */
function element(tag, children, attributes) {
  return { tag, attributes, children };
}

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

/** @param {string[]} lines @param {number} depth @returns {Element[]} */
function parseBlocks(lines, depth) {
  /** @type {Element[]} */
  const blocks = [];
  let at = 0;
  const take = (/** @type {(line: string) => unknown} */ isPart) => {
    const start = at;
    do at++;
    while (at < lines.length && isPart(lines[at] ?? ''));
    return lines.slice(start, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const [, ticks, language] = fence.exec(line) ?? [];
    const isNested = depth < mostDeep;
    const isOrdered = isNested && orderOf(line);
    if (line.trim() === '') at++;
    else if (ticks) {
      const code = take((next) => !(next.trim().startsWith(ticks) && fence.test(next))).slice(1);
      at++;
      const attributes = language ? { 'data-language': language } : undefined;
      const children = [element('code', [code.join('\n')])];
      blocks.push(element('pre', children, attributes));
    } else if (isNested && quote.test(line)) {
      const own = take((next) => quote.test(next)).map((next) => next.replace(quote, ''));
      blocks.push(element('blockquote', parseBlocks(own, depth + 1)));
    } else if (isOrdered !== undefined && isNested) {
      const isPart = (/** @type {string} */ next) => /^(\s{2}|\s*$)/.test(next);
      blocks.push(
        makeList(
          take((next) => isPart(next) || orderOf(next) === isOrdered),
          depth,
        ),
      );
    } else {
      const isOther = (/** @type {string} */ next) =>
        !next.trim() || fence.test(next) || (isNested && (quote.test(next) || begins(next)));
      blocks.push(element('p', parseInline(take((next) => !isOther(next)).join('\n'))));
    }
  }
  return blocks;
}

/** Whether a line begins an item, and one of an ordered list. @param {string} line */
function orderOf(line) {
  const found = item.exec(line);
  return found ? found[2] !== undefined : undefined;
}

/** A number begins a list below a text only if it is 1. @param {string} line */
function begins(line) {
  const found = item.exec(line);
  return found && (found[2] ?? '1') === '1';
}

/** @param {string[]} lines @param {number} depth @returns {Element} */
function makeList(lines, depth) {
  const [, indent = '', number] = item.exec(lines[0] ?? '') ?? [];
  /** @type {string[][]} */
  const items = [];
  for (const line of lines) {
    const found = item.exec(line);
    if (found && (found[1] ?? '').length < indent.length + 2) {
      items.push([line.slice(found[0].length)]);
    } else items.at(-1)?.push(line);
  }
  const children = items.map(([head = '', ...below]) => {
    const indents = below.map((line) => line.search(/\S/)).filter((columns) => columns >= 0);
    const own = below.map((line) => line.slice(Math.min(...indents)));
    const [first, ...others] = parseBlocks([head, ...own], depth + 1);
    const start = first?.tag === 'p' ? first.children : first ? [first] : [];
    return element('li', [...start, ...others]);
  });
  const attributes = number && number !== '1' ? { start: String(Number(number)) } : undefined;
  return element(number ? 'ol' : 'ul', children, attributes);
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

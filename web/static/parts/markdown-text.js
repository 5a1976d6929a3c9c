import { parseMarkdown } from './markdown.js';

/** @typedef {import('./markdown.js').Node} Node */

const blockTags = new Set(['p', 'pre', 'ul', 'ol', 'li', 'blockquote', 'br']);

/** What a message says in one line, without its marks. @param {string} text */
export function plainLine(text) {
  return parseMarkdown(text).map(wordsOf).join('').replaceAll(/\s+/g, ' ').trim();
}

/** @param {Node} node @returns {string} */
function wordsOf(node) {
  if (typeof node === 'string') return node;
  const words = node.children.map(wordsOf).join('');
  return blockTags.has(node.tag) ? ` ${words} ` : words;
}

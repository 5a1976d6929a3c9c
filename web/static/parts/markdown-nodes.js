import { make } from './elements.js';
import { parseMarkdown } from './markdown.js';

/** @typedef {import('./markdown.js').Node} MarkdownNode */

/** A message's text as nodes of the page. @param {string} text */
export function makeMarkdown(text) {
  const fragment = document.createDocumentFragment();
  fragment.append(...parseMarkdown(text).map(toNode));
  return fragment;
}

/** @param {MarkdownNode} node @returns {Node | string} */
function toNode(node) {
  if (typeof node === 'string') return node;
  const element = make(node.tag, node.attributes ?? {});
  element.append(...node.children.map(toNode));
  return element;
}

import { make } from './elements.js';

/** Nodes of Markdown as nodes of the page. @param {import('./markdown.js').Node[]} nodes */
export function makeElements(nodes) {
  const fragment = document.createDocumentFragment();
  fragment.append(...nodes.map(toNode));
  return fragment;
}

/** @param {import('./markdown.js').Node} node @returns {Node | string} */
function toNode(node) {
  if (typeof node === 'string') return node;
  const element = make(node.tag, node.attributes);
  element.append(...node.children.map(toNode));
  return element;
}

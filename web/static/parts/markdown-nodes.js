import { makeElements } from './markdown-elements.js';
import { parseMarkdown } from './markdown.js';

/** A message's text as nodes of the page. @param {string} text */
export function makeMarkdown(text) {
  return makeElements(parseMarkdown(text));
}

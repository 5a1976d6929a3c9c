import { type Node, parseMarkdown } from '../static/parts/markdown.js';

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A message's text as HTML: the same elements that the pages of this project make of it. */
export function renderMarkdown(text: string): string {
  return parseMarkdown(text).map(toHtml).join('');
}

function toHtml(node: Node): string {
  if (typeof node === 'string') return escapeText(node);
  const { tag, attributes = {}, children } = node;
  const written = Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeText(value)}"`)
    .join('');
  if (tag === 'br') return '<br>';
  return `<${tag}${written}>${children.map(toHtml).join('')}</${tag}>`;
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => escapes[letter] ?? letter);
}

import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browsing, openBrowsing, type Screen } from '../../../internal/testing/browser.ts';
import { renderMarkdown } from '../../messages/markdown-html.ts';
import { maxDepth, parseMarkdown } from './markdown.js';
import type { Element as MarkdownElement, Node as MarkdownNode } from './markdown.js';

const marks = [
  ['*', '**', '***', '_', '__', '`', '``', '```', '```js\n', '[', ']', '](', '(', ')', '\\'],
  ['> ', '>', '- ', '* ', '1. ', '7) ', '  ', '    ', '\t', '\n', '\n\n', '\r\n', '\r', ' '],
  ['<', '>', '&', '&amp;', '"', "'", '<b>', '<img src=x onerror=alert(1)>', '</p>', '<!--'],
  ['https://', 'http://x.example/', 'mailto:', 'javascript:alert(1)', 'data:text/html,', '@'],
  ['https://good.example@evil.example', 'https://bücher.example/ü?q=é#ñ', 'HTTP://X.example:8'],
  ['[a](https://x.example/b)', '[x.example](http://y.example)', '[b](mailto:a@b.example?c=d)'],
  ['\u202e', '\u200b', '\u0000', '\u2028', '\ud800', '\ufeff', '\u00a0', '\v', '\f', '.'],
  ['word', 'a', 'B', '9', '中文', 'かな', '한국', 'שלום', 'é', '😀', '👩‍💻', '#', '!', '!['],
].flat();

/** Texts that are mostly marks, in any order. */
const marked = fc
  .array(fc.constantFrom(...marks), { maxLength: 40 })
  .map((parts) => parts.join(''));
const anything = fc.string({ unit: 'grapheme', maxLength: 60 });
const mixed = fc.tuple(marked, anything, marked).map((parts) => parts.join('\n'));
const anyMessage = fc.oneof({ weight: 4, arbitrary: marked }, anything, mixed);

/** An address that browsers write as it is written here. */
const plainAddress = fc
  .tuple(fc.stringMatching(/^[a-z]{1,8}$/), fc.stringMatching(/^[a-z]{0,12}$/))
  .map(([name, path]) => `https://${name}.example/${path}`);

const attributesOf: Record<string, string[]> = {
  a: ['href', 'title', 'target', 'rel'],
  ol: ['start'],
  pre: ['data-language'],
};
const tags = 'p br strong em code pre a ul ol li blockquote'.split(' ');
const mostDeep = 2 * maxDepth + 6;

function elementsOf(
  nodes: readonly MarkdownNode[],
  depth = 1,
): { element: MarkdownElement; depth: number }[] {
  return nodes.flatMap((node) =>
    typeof node === 'string'
      ? []
      : [{ element: node, depth }, ...elementsOf(node.children, depth + 1)],
  );
}

/** Everything that a tree holds, in the order of the text that it came from. */
function contentOf(nodes: readonly MarkdownNode[]): string {
  return nodes
    .map((node) => {
      if (typeof node === 'string') return node;
      const { tag, attributes = {}, children } = node;
      const inner = contentOf(children);
      if (tag === 'a') return inner === attributes.href ? inner : `${inner}${attributes.href}`;
      return `${attributes['data-language'] ?? ''}${inner}`;
    })
    .join('');
}

/** Without the numbers of lists, which the page counts itself. */
function lettersOf(text: string): string {
  return text.replaceAll(/[^\p{L}]/gu, '');
}

test('C6: no element, attribute or address but those allowed, whatever is written', () => {
  fc.assert(
    fc.property(anyMessage, (text) => {
      for (const { element, depth } of elementsOf(parseMarkdown(text))) {
        const { tag, attributes = {} } = element;
        expect(tags).toContain(tag);
        expect(depth).toBeLessThanOrEqual(mostDeep);
        expect(attributesOf[tag] ?? []).toEqual(expect.arrayContaining(Object.keys(attributes)));
        if (tag !== 'a') continue;
        expect(attributes.href).toMatch(/^(https?:\/\/[^/@]|mailto:[^@]*@)/);
        expect(attributes.rel).toContain('noopener noreferrer');
        expect(elementsOf(element.children).map((inner) => inner.element.tag)).not.toContain('a');
      }
    }),
    { numRuns: 3000 },
  );
});

test('C6: as HTML there is no tag, quote or entity that the text brought along', () => {
  const written =
    /<(?:br|\/?(?:p|strong|em|code|pre|a|ul|ol|li|blockquote)(?: [a-z-]+="[^"<>]*")*)>/g;
  fc.assert(
    fc.property(anyMessage, (text) => {
      const left = renderMarkdown(text).replaceAll(written, '');
      expect(left).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
    }),
    { numRuns: 3000 },
  );
});

test('no letter of a text is lost or changes its place', () => {
  fc.assert(
    fc.property(anyMessage, (text) => {
      // What addresses become is said elsewhere; here they have no scheme.
      const source = text.replaceAll(/https?:|mailto:/gi, 'x');
      expect(lettersOf(contentOf(parseMarkdown(source)))).toBe(lettersOf(source));
    }),
    { numRuns: 3000 },
  );
});

test('no letter of a link is lost', () => {
  const word = fc.stringMatching(/^[a-z *_`[\]()-]{0,12}$/);
  fc.assert(
    fc.property(word, plainAddress, word, (before, address, after) => {
      for (const source of [
        `${before} ${address} ${after}`,
        `${before} [w](${address}) ${after}`,
      ]) {
        expect(lettersOf(contentOf(parseMarkdown(source)))).toBe(lettersOf(source));
      }
    }),
    { numRuns: 2000 },
  );
});

/** A parser that goes back over what it has read would need minutes for these. */
test('a very long text is read in one go, whatever it holds', () => {
  const length = 150_000;
  const patterns = [
    '*',
    '_',
    '**',
    '*a',
    '*a ',
    ' *a*',
    '_a *b ',
    '`',
    '` ``',
    '`a',
    '[',
    ']',
    '[a](',
    '](',
    '()',
    '[a](b',
    '[[a](https://x.example/',
    '[a](https://@',
    'https://',
    'https://@ ',
    'https://x)',
    'mailto:',
    '\\',
    '\\*',
    '>',
    '> ',
    '- ',
    '  - a\n',
    '- a\n\n',
    '1. ',
    '\n',
    ' ',
    ' \n',
    '```\n',
    '```a\n',
    'h',
    '> - ',
    '***a',
    '\t',
    '* * *\n',
    '> a\n\n',
    '[a] ',
    '(',
    'm',
    '**a*',
    '<',
    '&',
  ];
  for (const pattern of patterns) {
    const text = pattern.repeat(length / pattern.length);
    expect(parseMarkdown(text).length).toBeGreaterThanOrEqual(0);
    expect(parseMarkdown(`a${text}a`).length).toBeGreaterThan(0);
  }
  const nested = Array.from({ length: 3000 }, (_, level) => `${' '.repeat(level)}- a\n`).join('');
  expect(parseMarkdown(nested).length).toBeGreaterThan(0);
});

const folder = new URL('.', import.meta.url);
let browsing: Browsing;
let page: Screen['page'];

beforeAll(async () => {
  browsing = await openBrowsing();
  ({ page } = await browsing.screen());
  await page.route('http://parts.example/**', async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === '') return route.fulfill({ contentType: 'text/html', body: '<!doctype html>' });
    const body = await readFile(new URL(name, folder), 'utf8');
    return route.fulfill({ contentType: 'text/javascript', body });
  });
  await page.goto('http://parts.example/');
});
afterAll(() => browsing[Symbol.asyncDispose]());

const sample = fc.sample(
  fc.oneof(
    anyMessage,
    plainAddress.map((address) => `**see** [x](${address}) ${address}.`),
  ),
  2000,
);

test('C8: a page shows the very elements that a browser makes of the HTML', async () => {
  const pairs = sample.map((text) => ({ text, html: renderMarkdown(text) }));
  const differing = await page.evaluate(async (all) => {
    const path = '/markdown-nodes.js';
    const { makeMarkdown } = (await import(path)) as { makeMarkdown: (text: string) => Node };
    return all.filter(({ text, html }) => {
      const made = document.createElement('div');
      made.append(makeMarkdown(text));
      const parsed = document.createElement('div');
      parsed.innerHTML = html;
      return !made.isEqualNode(parsed) || made.innerHTML !== parsed.innerHTML;
    });
  }, pairs);
  expect(differing).toEqual([]);
});

test('C6: and neither of them runs, loads or leads anywhere it should not', async () => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  const found = await page.evaluate(async (all) => {
    const path = '/markdown-nodes.js';
    const { makeMarkdown } = (await import(path)) as { makeMarkdown: (text: string) => Node };
    for (const text of all) {
      const made = document.createElement('div');
      made.append(makeMarkdown(text));
      document.body.append(made);
    }
    const names = new Set<string>();
    const schemes = new Set<string>();
    for (const element of document.body.querySelectorAll('*')) {
      for (const { name } of element.attributes) names.add(`${element.localName} ${name}`);
      if (element instanceof HTMLAnchorElement) schemes.add(element.protocol);
    }
    return { names: [...names].sort(), schemes: [...schemes].sort() };
  }, sample);
  expect(found.schemes).toEqual(['http:', 'https:', 'mailto:']);
  expect(found.names).toEqual([
    'a href',
    'a rel',
    'a target',
    'a title',
    'ol start',
    'pre data-language',
  ]);
  expect(requests).toEqual([]);
  browsing.trouble.expectNone();
});

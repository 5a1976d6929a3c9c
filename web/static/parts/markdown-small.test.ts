import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Node as MarkdownNode } from './markdown.js';
import { parseMarkdown } from './markdown.js';
import { parseSmall } from './markdown-small.js';

/** As HTML would be, but for what it escapes. */
function show(nodes: readonly MarkdownNode[]): string {
  return nodes
    .map((node) => {
      if (typeof node === 'string') return node;
      const { tag, attributes = {}, children } = node;
      const given = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`);
      return `<${tag}${given.join('')}>${show(children)}</${tag}>`;
    })
    .join('');
}

test('what people write says the same as on the pages of staff', () => {
  for (const text of [
    '**bold** and __bold__, *it* and _it_, ***both***, **a *b* c** `**a** <b>` `` a`b ``',
    '5 * 3 * 2, 2*3*4 and 2**3**4, snake_case_name and __dirname is_it, ** a ** **** and ****',
    '*open, **open, _open, `open, [open, # no heading, C:\\temp\\new and ¯\\(ツ)/¯ -- Ada',
    '这是**重点**内容 は**「大事」**です é*è*é',
    '\\*a\\* \\_b\\_ \\`c\\` \\[d](https://x.example)\n\\> a\n\\- b',
    'a\nb\r\nc\rd\n\n\ne\n',
    '',
    'look:\n```js\nlet a;\n\n  *x*\n```\nafter\n````\n```\n````',
    '```\nnot closed',
    'see https://x.example/_a_b_c, ok (https://y.example/a_(b)) mailto:a@b.example.',
    '[the *site*](https://x.example/a_(b))! [a](https://x.example/p)[b](mailto:b@x.example)',
    '[words] (not a link), [1] see [b](https://x.example/) ![c](https://x.example/)',
    '**https://x.example/** [bank.example](https://evil.example/)',
    'buy:\n- milk\n* eggs\n+ **salt**\n\nthen\n3. c\n4) d\nborn in\n1986. Then',
    '1. a\n  - b\n    more\n\n2. c\nend',
    '> a\n> > b\n>\n> - c\nmine\n>_< and >=5',
    '[click](javascript:alert(1)) [a](data:text/html,x) [a](https://good.example@evil.example)',
    '[\u202emoc.knab](https://evil.example/) <img src=x onerror=alert(1)> https://@',
  ]) {
    expect(show(parseSmall(text))).toBe(show(parseMarkdown(text)));
  }
});

const marks =
  '* ** _ ` ``` [ ]( ) \\ > - 1. \n \t < & https:// http://x.example/ @ word 中 é . \u202e'
    .split(/ +/)
    .concat(' ', '[a](https://x.example/b)', 'javascript:alert(1)', '    ');
const anyMessage = fc.array(fc.constantFrom(...marks), { maxLength: 40 });

test('C6: no element, attribute or address but those allowed, and no letter lost', () => {
  const allowed = /^(?:p|br|strong|em|code|pre|a|ul|ol|li|blockquote)$/;
  const judge = (nodes: readonly MarkdownNode[], depth: number): string =>
    nodes
      .map((node) => {
        if (typeof node === 'string') return node;
        const { tag, attributes = {}, children } = node;
        expect(tag).toMatch(allowed);
        expect(depth).toBeLessThan(40);
        const language = attributes['data-language'] ?? '';
        if (tag !== 'a') return language + judge(children, depth + 1);
        expect(attributes.href).toMatch(/^(https?:\/\/[^/@]|mailto:[^@]*@)/);
        expect(attributes.rel).toContain('noopener noreferrer');
        const inner = judge(children, depth + 1);
        expect(show(children)).not.toContain('<a');
        return inner === attributes.href ? inner : `${inner}${attributes.href}`;
      })
      .join('');
  const lettersOf = (text: string) => text.replaceAll(/[^\p{L}]/gu, '');
  fc.assert(
    fc.property(anyMessage, (parts) => {
      const text = parts.join('');
      const said = judge(parseSmall(text), 0);
      const bare = text.replaceAll(/https?:|mailto:/gi, 'x');
      judge(parseSmall(bare), 0);
      if (bare === text) expect(lettersOf(said)).toBe(lettersOf(text));
    }),
    { numRuns: 3000 },
  );
});

test('the longest message is read soon, whatever it holds', () => {
  for (const part of [
    '*',
    '*a ',
    '_a *b ',
    '`',
    '` ``',
    '[',
    '[a](',
    '[[a](',
    '(',
    '> ',
    '- ',
    '\n',
    ' ',
    '***a',
    'https://',
    'a@',
    '  - a\n',
    '*_',
  ]) {
    const begun = performance.now();
    parseSmall(part.repeat(10_000 / part.length));
    expect([part, performance.now() - begun < 1500]).toEqual([part, true]);
  }
});

import { expect, test } from 'vitest';
import { renderMarkdown } from '../../messages/markdown-html.ts';
import { maxDepth, parseMarkdown } from './markdown.js';
import { plainLine } from './markdown-text.js';

/** Without what every link has. */
function show(text: string): string {
  return renderMarkdown(text).replaceAll(/ title="[^"]*" target="_blank" rel="[^"]*"/g, '');
}

function link(href: string, words = href): string {
  return `<a href="${href}">${words}</a>`;
}

test('bold, italics and code', () => {
  expect(show('**bold** and __bold__')).toBe(
    '<p><strong>bold</strong> and <strong>bold</strong></p>',
  );
  expect(show('*it* and _it_')).toBe('<p><em>it</em> and <em>it</em></p>');
  expect(show('***both***')).toBe('<p><strong><em>both</em></strong></p>');
  expect(show('**a *b* c**')).toBe('<p><strong>a <em>b</em> c</strong></p>');
  expect(show('`**a** <b>`')).toBe('<p><code>**a** &lt;b&gt;</code></p>');
  expect(show('`` a`b ``')).toBe('<p><code>a`b</code></p>');
});

test('what only looks like it stays as written', () => {
  for (const text of [
    '5 * 3 * 2',
    '2*3*4 and 2**3**4',
    'snake_case_name and __dirname is_it',
    '*open, **open, _open, `open, [open',
    '** a ** and * b *',
    '**** and ****',
    '# no heading',
    '-no list, 1.no list',
    '!',
    'C:\\temp\\new and ¯\\(ツ)/¯',
    '[words] (not a link) and [words](not a link)',
    '-- Ada',
  ]) {
    expect(parseMarkdown(text)).toEqual([{ tag: 'p', children: [text] }]);
  }
});

test('emphasis needs no spaces where the script has none', () => {
  expect(show('这是**重点**内容')).toBe('<p>这是<strong>重点</strong>内容</p>');
  expect(show('は**「大事」**です')).toBe('<p>は<strong>「大事」</strong>です</p>');
  expect(show('é*è*é')).toBe('<p>é*è*é</p>');
});

test('a backslash takes the meaning from a mark, and is itself elsewhere', () => {
  expect(show('\\*a\\* \\_b\\_ \\`c\\` \\[d](https://x.example)')).toBe(
    `<p>*a* _b_ \`c\` [d](${link('https://x.example/', 'https://x.example')})</p>`,
  );
  expect(show('\\> a\n\\- b')).toBe('<p>&gt; a<br>- b</p>');
  expect(show('\\\\server\\share \\d')).toBe('<p>\\\\server\\share \\d</p>');
});

test('lines break where they were broken, and blank lines part paragraphs', () => {
  expect(show('a\nb\r\nc\rd')).toBe('<p>a<br>b<br>c<br>d</p>');
  expect(show('a\n\n\nb\n')).toBe('<p>a</p><p>b</p>');
  expect(show('')).toBe('');
  expect(show(' \n\t')).toBe('');
});

test('blocks of code', () => {
  expect(show('```\n<b>\n\n  *x*\n```\nafter')).toBe(
    '<pre><code>&lt;b&gt;\n\n  *x*</code></pre><p>after</p>',
  );
  expect(show('look:\n```js\nlet a;\n```')).toBe(
    '<p>look:</p><pre data-language="js"><code>let a;</code></pre>',
  );
  expect(show('````\n```\n````')).toBe('<pre><code>```</code></pre>');
  expect(show('```\nnot closed')).toBe('<pre><code>not closed</code></pre>');
  expect(show('```let a;```')).toBe('<p><code>let a;</code></p>');
});

test('links, in words and bare', () => {
  expect(show('[the *site*](https://x.example/a_(b))!')).toBe(
    `<p>${link('https://x.example/a_(b)', 'the <em>site</em>')}!</p>`,
  );
  expect(show('see https://x.example/_a_b_c, ok')).toBe(
    `<p>see ${link('https://x.example/_a_b_c')}, ok</p>`,
  );
  expect(show('**https://x.example/**')).toBe(
    `<p><strong>${link('https://x.example/')}</strong></p>`,
  );
  expect(show('[a](https://x.example/p)[b](mailto:b@x.example)')).toBe(
    `<p>${link('https://x.example/p', 'a')}${link('mailto:b@x.example', 'b')}</p>`,
  );
  expect(show('[1] see [b](https://x.example/) ![c](https://x.example/)')).toBe(
    `<p>[1] see ${link('https://x.example/', 'b')} !${link('https://x.example/', 'c')}</p>`,
  );
  expect(renderMarkdown('https://x.example/')).toBe(
    '<p><a href="https://x.example/" title="https://x.example/" target="_blank" ' +
      'rel="noopener noreferrer nofollow ugc">https://x.example/</a></p>',
  );
});

test('lists', () => {
  expect(show('buy:\n- milk\n* eggs\n+ **salt**')).toBe(
    '<p>buy:</p><ul><li>milk</li><li>eggs</li><li><strong>salt</strong></li></ul>',
  );
  expect(show('3. c\n4) d')).toBe('<ol start="3"><li>c</li><li>d</li></ol>');
  expect(show('born in\n1986. Then')).toBe('<p>born in<br>1986. Then</p>');
  expect(show('1. a\n  - b\n    more\n\n2. c\nend')).toBe(
    '<ol><li>a<ul><li>b<br>more</li></ul></li><li>c</li></ol><p>end</p>',
  );
  expect(show('- a\n\n  second\n\n      deep\n- ```\n  x\n  ```')).toBe(
    '<ul><li>a<p>second</p><p>    deep</p></li><li><pre><code>x</code></pre></li></ul>',
  );
});

test('quotes', () => {
  expect(show('> a\n> > b\n>\n> - c\nmine')).toBe(
    '<blockquote><p>a</p><blockquote><p>b</p></blockquote><ul><li>c</li></ul></blockquote>' +
      '<p>mine</p>',
  );
  expect(show('>_< and >=5')).toBe('<p>&gt;_&lt; and &gt;=5</p>');
});

test('quotes and lists nest so deep and no deeper', () => {
  const deep = show('> '.repeat(50) + 'x');
  expect(deep.match(/<blockquote>/g)).toHaveLength(maxDepth);
  expect(deep).toContain('&gt; &gt; x');
  expect(show('- '.repeat(50) + 'x').match(/<ul>/g)).toHaveLength(maxDepth);
});

test('C6: markup and addresses of another kind are text', () => {
  expect(show('<img src=x onerror=alert(1)>')).toBe('<p>&lt;img src=x onerror=alert(1)&gt;</p>');
  expect(show('[click](javascript:alert(1))')).toBe('<p>[click](javascript:alert(1))</p>');
  expect(show('[a](data:text/html,x)')).toBe('<p>[a](data:text/html,x)</p>');
  expect(show('[a](https://good.example@evil.example)')).not.toContain('<a');
  expect(show('[a](https://x.example/"onclick="alert(1))')).not.toContain(' onclick');
  expect(show('[\u202emoc.knab](https://evil.example/)')).not.toContain('>\u202e');
  expect(show('```"onload=alert(1)\nx\n```')).not.toContain('<pre ');
});

test('C6: words that pass for another address are followed by the true one', () => {
  expect(show('[bank.example](https://evil.example/)')).toBe(
    `<p>${link('https://evil.example/', 'bank.example (evil.example)')}</p>`,
  );
});

test('in one line, without marks', () => {
  expect(plainLine('> **Hi**\n\n- a `b`\n- [c](https://x.example)')).toBe('Hi a b c');
});

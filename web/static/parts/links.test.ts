import { expect, test } from 'vitest';
import { findLinks } from './links.js';

function hrefsIn(text: string): string[] {
  return findLinks(text).flatMap(({ href }) => (href ? [href] : []));
}

test('http, https and mailto become links and the text stays as written', () => {
  const text = 'See https://example.com/a?b=1#c, http://x.example or mailto:ann@example.com.';
  expect(hrefsIn(text)).toEqual([
    'https://example.com/a?b=1#c',
    'http://x.example/',
    'mailto:ann@example.com',
  ]);
  expect(
    findLinks(text)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text);
});

test('the end of a sentence is not part of the address', () => {
  expect(hrefsIn('(https://example.com/a).')).toEqual(['https://example.com/a']);
  expect(hrefsIn('https://example.com/a_(b)!')).toEqual(['https://example.com/a_(b)']);
});

test('C6: nothing but http, https and mailto', () => {
  for (const text of [
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'ftp://example.com',
    '[click](javascript:alert(1))',
    'jAvAsCrIpT://example.com/%0aalert(1)',
    'mailto:',
    'https://',
  ]) {
    expect(hrefsIn(text)).toEqual([]);
  }
});

test('C6: an address that passes for another is no link', () => {
  expect(hrefsIn('https://good.example@evil.example/')).toEqual([]);
  expect(hrefsIn('https://user:pw@evil.example/')).toEqual([]);
  expect(hrefsIn('https://example.com/\u202egpj.exe')).toEqual([]);
  expect(hrefsIn('https://exam\u200bple.com/')).toEqual([]);
});

test('C6: a name in foreign letters shows what it really is', () => {
  expect(hrefsIn('https://аpple.com/')).toEqual(['https://xn--pple-43d.com/']);
});

test('a long text without links is one piece, quickly', () => {
  const text = 'https:/'.repeat(1400);
  expect(findLinks(text)).toEqual([{ text }]);
  expect(findLinks('')).toEqual([]);
});

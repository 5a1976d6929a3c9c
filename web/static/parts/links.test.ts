import { expect, test } from 'vitest';
import { addressAt, maxAddressLength, otherPlace, safeHref } from './links.js';

test('http, https and mailto are addresses, as browsers write them', () => {
  expect(safeHref('https://example.com/a?b=1#c')).toBe('https://example.com/a?b=1#c');
  expect(safeHref('HTTP://X.example')).toBe('http://x.example/');
  expect(safeHref('mailto:ann@example.com')).toBe('mailto:ann@example.com');
});

test('the end of a sentence is not part of the address', () => {
  const found = (text: string) => addressAt(text, 1)?.text;
  expect(found('(https://example.com/a).')).toBe('https://example.com/a');
  expect(found(' https://example.com/a_(b)!')).toBe('https://example.com/a_(b)');
  expect(found('看https://example.com/a。谢谢')).toBe('https://example.com/a');
  expect(found('「https://example.com/a」')).toBe('https://example.com/a');
  expect(addressAt('xhttps://example.com', 1)).toBeNull();
});

test('C6: nothing but http, https and mailto', () => {
  for (const text of [
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'ftp://example.com',
    ' javascript:alert(1)',
    'java\tscript:alert(1)',
    'jAvAsCrIpT://example.com/%0aalert(1)',
    'https:javascript:alert(1)',
    '//example.com',
    'mailto:',
    'https://',
  ]) {
    expect(safeHref(text)).toBeNull();
  }
});

test('C6: an address that passes for another is no link', () => {
  expect(safeHref('https://good.example@evil.example/')).toBeNull();
  expect(safeHref('https://user:pw@evil.example/')).toBeNull();
  expect(safeHref('https://example.com/\u202egpj.exe')).toBeNull();
  expect(safeHref('https://exam\u200bple.com/')).toBeNull();
  expect(safeHref('https://good.example\\@evil.example/')).toBeNull();
});

test('C6: a name in foreign letters shows what it really is', () => {
  expect(safeHref('https://аpple.com/')).toBe('https://xn--pple-43d.com/');
});

test('C6: words that look like an address of elsewhere get to know where they lead', () => {
  const href = 'https://evil.example/x';
  expect(otherPlace('https://bank.example', href)).toBe('evil.example');
  expect(otherPlace('bank.example', href)).toBe('evil.example');
  expect(otherPlace('see https://evil.example/', href)).toBe('evil.example');
  expect(otherPlace('10.0.0.1', href)).toBe('evil.example');
  expect(otherPlace('ann@bank.example', 'mailto:eve@evil.example')).toBe('eve@evil.example');
  expect(otherPlace('https://evil.example/y', href)).toBeNull();
  expect(otherPlace('evil.example', href)).toBeNull();
  expect(otherPlace('the handbook, v2.0', href)).toBeNull();
  expect(otherPlace('ann@bank.example', 'mailto:ann@bank.example')).toBeNull();
});

test('a very long address is text', () => {
  const address = `https://example.com/${'a'.repeat(maxAddressLength)}`;
  expect(safeHref(address)).toBeNull();
  expect(addressAt(address, 0)).toEqual({ text: address, href: null });
});

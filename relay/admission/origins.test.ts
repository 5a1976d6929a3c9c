import { expect, test } from 'vitest';
import { allowedOrigins, isOriginAllowed } from './origins.ts';

const own = allowedOrigins('https://chat.example.com');
const local = allowedOrigins('http://127.0.0.1:8080');

test('R1: only the page of this very origin opens a socket', () => {
  expect(isOriginAllowed({ origin: 'https://chat.example.com' }, own)).toBe(true);
  const strangers = [
    'null',
    '',
    'http://chat.example.com',
    'https://chat.example.com:8443',
    'https://chat.example.com.evil.test',
    'https://evil.chat.example.com',
    'https://evilchat.example.com',
    'https://chat.example.com/',
    'https://chat.example.com, https://evil.test',
    'HTTPS://CHAT.EXAMPLE.COM',
    'https://chat.example.com@evil.test',
  ];
  expect(strangers.filter((origin) => isOriginAllowed({ origin }, own))).toEqual([]);
});

test('R1: without an Origin it is a program, which brings no cookie', () => {
  expect(isOriginAllowed({}, own)).toBe(true);
  expect(isOriginAllowed({ cookie: 'natter_session=x' }, own)).toBe(false);
});

test('on loopback all its names are one place', () => {
  for (const origin of ['http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080']) {
    expect(isOriginAllowed({ origin }, local)).toBe(true);
  }
  expect(isOriginAllowed({ origin: 'http://localhost:8081' }, local)).toBe(false);
  expect(isOriginAllowed({ origin: 'http://localhost' }, local)).toBe(false);
});

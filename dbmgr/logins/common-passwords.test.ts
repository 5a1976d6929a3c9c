import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadCommonPasswords } from './common-passwords.ts';
import { isPattern } from './password-patterns.ts';

const common = loadCommonPasswords();
const ada = ['Ada Lovelace', 'ada.lovelace@example.org'];
const isRefused = (password: string, about: string[] = []) =>
  common.reason(password, about) !== null;

test('the list holds more than a thousand passwords, all long enough to be set', () => {
  const file = new URL('common-passwords.txt', import.meta.url);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(new Set(lines).size).toBe(lines.length);
  expect(lines.length).toBeGreaterThan(1000);
  expect(lines.filter((line) => line.length < 12)).toEqual([]);
  expect(lines.filter((line) => line !== line.normalize('NFKC').toLowerCase())).toEqual([]);
});

test.each([
  'password1234',
  'PASSWORD1234',
  'P@ssw0rd1234',
  'Password2024!',
  'qwertyuiop123',
  'iloveyou1234',
  'correcthorsebatterystaple',
  'administrator1',
  'password1234',
  'letmeinletmein',
])('%s is refused: it is tried first', (password) => {
  expect(isRefused(password)).toBe(true);
});

test.each(['aaaaaaaaaaaa', 'abababababab', '123412341234', '1qaz2wsx3edc', 'abcdefghijkl'])(
  '%s is refused: it is a pattern',
  (password) => {
    expect(isPattern(password)).toBe(true);
    expect(isRefused(password)).toBe(true);
  },
);

test.each([
  'adalovelace1',
  'Lovelace-Ada!',
  'ada.lovelace@example.org',
  'natternatter1',
  'Natter-natter',
  'L0velace1234',
])('%s is refused: it is made of the name, the address or the product', (password) => {
  expect(isRefused(password, ada)).toBe(true);
});

test.each([
  'a fine long phrase 7',
  'violet gravel ticket',
  'Lovelace built an engine',
  'natter with a neighbour',
  'xK9#mQ2$vL5@',
  'тихий океан днём',
])('%s is taken', (password) => {
  expect(isRefused(password, ada)).toBe(false);
});

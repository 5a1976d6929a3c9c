import { expect, test } from 'vitest';
import { acceptKeys, actOf, chooseKey, chordOf, isSingle, keyActs, keysOf } from './key-map.js';

const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'altKey' | 'metaKey', boolean>> = {},
) => chordOf({ key, ctrlKey: false, altKey: false, metaKey: false, ...held });

test('no two acts begin with the same key', () => {
  const keys = keyActs.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});

test('a press is one word, and a single key is known as one', () => {
  expect(press('x')).toBe('x');
  expect(press('?')).toBe('?');
  expect(press('K', { ctrlKey: true })).toBe('Ctrl+k');
  expect(press('ArrowDown', { altKey: true })).toBe('Alt+ArrowDown');
  expect(isSingle('x')).toBe(true);
  expect(isSingle('Alt+x')).toBe(false);
});

test('a key is given to another act, and the old one means nothing then', () => {
  const next = chooseKey({}, 'take', 'Alt+t');
  expect(next).toEqual({ chosen: { take: 'Alt+t' } });
  const chosen = { take: 'Alt+t' };
  expect(actOf(chosen, 'Alt+t')).toBe('take');
  expect(actOf(chosen, 't')).toBeUndefined();
  expect(keysOf(chosen).get('take')).toBe('Alt+t');
  expect(chooseKey(chosen, 'close', 't')).toEqual({ chosen: { take: 'Alt+t', close: 't' } });
});

test('a key that is taken, reserved or the browser’s is refused, and it is said why', () => {
  expect(chooseKey({}, 'take', 'k')).toEqual({
    refusal:
      'k is “Previous conversation” already. ' +
      'Give that another key first, or press a different one.',
  });
  expect(chooseKey({}, 'take', 'Escape')).toHaveProperty('refusal');
  expect(chooseKey({}, 'take', 'Alt+Enter')).toHaveProperty('refusal');
  expect(chooseKey({}, 'take', '3')).toHaveProperty('refusal');
  expect(chooseKey({}, 'take', 'Ctrl+w')).toHaveProperty('refusal');
  expect(chooseKey({}, 'take', 't')).toEqual({ chosen: {} });
});

test('a key that another act had before is kept, in whatever order they stand', () => {
  const first = chooseKey({}, 'next', 'q');
  expect(first).toEqual({ chosen: { next: 'q' } });
  const second = chooseKey({ next: 'q' }, 'take', 'j');
  expect(second).toEqual({ chosen: { next: 'q', take: 'j' } });
  expect(acceptKeys({ next: 'q', take: 'j' })).toEqual({ next: 'q', take: 'j' });
  expect(acceptKeys({ take: 'j', next: 't' })).toEqual({ take: 'j', next: 't' });
  // Two that mean the same: one of them has its usual key again, and no key means two things.
  expect(acceptKeys({ take: 'q', next: 'q' })).toEqual({ next: 'q' });
  expect(acceptKeys({ take: 'q', next: 'q', close: 't' })).toEqual({ next: 'q' });
});

test('what a browser kept counts as far as it still means something', () => {
  expect(acceptKeys('x')).toBeNull();
  expect(acceptKeys({ take: 'Alt+t', close: 7, nobody: 'q', hold: 'j' })).toEqual({
    take: 'Alt+t',
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findStrings } from './find-strings.ts';

test('finds what stands in a text, where it stands first', () => {
  const text = 'a secret word, and the secret word again';
  const found = findStrings(text, ['secret word', 'word again', 'no such word'], 4);
  expect([...found]).toEqual([
    ['secret word', 2],
    ['word again', 30],
  ]);
});

test('finds nothing in a text that is shorter than what is looked for', () => {
  expect(findStrings('', ['abcd'], 4).size).toBe(0);
  expect(findStrings('bcd', ['abcd', 'xabcd'], 3).size).toBe(0);
});

test('finds what a search for each of them finds', () => {
  const letters = (minLength: number, maxLength: number) =>
    fc.string({ unit: fc.constantFrom('a', 'b', 'é', '→'), minLength, maxLength });
  fc.assert(
    fc.property(letters(0, 200), fc.array(letters(3, 6)), (text, wanted) => {
      const expected = new Map(
        wanted.map((one) => [one, text.indexOf(one)] as const).filter(([, at]) => at >= 0),
      );
      expect(new Map(findStrings(text, new Set(wanted), 3))).toEqual(expected);
    }),
  );
});

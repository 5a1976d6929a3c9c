import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reverseWords, wordReverserHint } from './reverse-words.ts';

describe('the word reverser', () => {
  test.each([
    ['one two three', 'three two one'],
    ['one', 'one'],
    ['Hello, big world!', 'world, big Hello!'],
    ['  two  spaces ', '  spaces  two '],
    ['first line\nsecond line', 'line second\nline first'],
    ['“quoted words” (and more)', '“more and” (words quoted)'],
    ['don’t stop', 'stop don’t'],
    ["don't stop", "stop don't"],
    ['pay 3.14 or 1,000 now', 'now 1,000 or 3.14 pay'],
    ['well-known fact', 'fact-known well'],
    ['hello 👋🏽 world 🇩🇪', 'world 👋🏽 hello 🇩🇪'],
    ['👩‍👩‍👧 family of four', '👩‍👩‍👧 four of family'],
    ['مرحبا بالعالم', 'بالعالم مرحبا'],
    ['שלום עולם', 'עולם שלום'],
    ['caf\u0065\u0301 noir', 'noir caf\u0065\u0301'],
    ['می‌خواهم آب', 'آب می‌خواهم'],
    ['我喜欢猫', '猫喜欢我'],
    ['สวัสดีครับโลก', 'โลกครับสวัสดี'],
    ['世ab cd', 'cd ab 世'],
    ['\u0000one\u0007two', '\u0000two\u0007one'],
  ])('answers %j with %j', (text, answer) => {
    expect(reverseWords(text)).toBe(answer);
  });

  test.each(['', '   ', '\n', '!?…', '👋🏽👋🏽', '\u0301'])(
    'answers %j, which has no words, with a hint',
    (text) => {
      expect(reverseWords(text)).toBe(wordReverserHint);
    },
  );

  test('turns 10,000 characters around', () => {
    const words = Array.from({ length: 2000 }, (_, place) => String(place).padStart(4, '0'));
    const text = words.join(' ');
    expect(reverseWords(text)).toBe(words.toReversed().join(' '));
    expect([...reverseWords('我'.repeat(10_000))]).toHaveLength(10_000);
  });
});

const word = fc.stringMatching(/^[a-zà-öа-яء-ي0-9]{1,12}$/u);
const space = fc.stringMatching(/^[ \n\t]{1,3}$/);

describe('whatever the words', () => {
  test('reversing twice gives the text back', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(word, space), { minLength: 1 }), (pairs) => {
        const text = pairs.flat().join('');
        fc.pre(reverseWords(text) !== wordReverserHint);
        expect(reverseWords(reverseWords(text))).toBe(text);
      }),
    );
  });

  test('nothing is lost and nothing is made up but spaces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const answer = reverseWords(text);
        fc.pre(answer !== wordReverserHint);
        expect(visible(answer)).toEqual(visible(text));
        expect(answer.isWellFormed()).toBe(true);
      }),
    );
  });
});

function visible(text: string): string[] {
  return [...text].filter((point) => point !== ' ').toSorted();
}

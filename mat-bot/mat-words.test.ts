import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxReplyMessages } from '../internal/contract/tasks.ts';
import { cutText } from '../internal/words/cut-text.ts';
import { matHint, matWords } from './mat-words.ts';

describe('mat', () => {
  test.each([
    ['a b', 'mat mat'],
    ['Hello, world!', 'mat, mat!'],
    ['one\n two', 'mat\n mat'],
    ['don’t 3.14', 'mat mat'],
    ['hi 👋🏽 there', 'mat 👋🏽 mat'],
    ['مرحبا بالعالم', 'mat mat'],
    ['e\u0301te\u0301', 'mat'],
    ['我喜欢猫', 'mat mat mat'],
    ['สวัสดีโลก', 'mat mat'],
  ])('answers %j with %j', (text, answer) => {
    expect(matWords(text)).toBe(answer);
  });

  test.each(['', ' ', '?!', '👋🏽'])('answers %j, which has no words, with a hint', (text) => {
    expect(matWords(text)).toBe(matHint);
  });

  test('has every word say mat', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-zé]{1,8}$/), { minLength: 1 }), (words) => {
        expect(matWords(words.join(' '))).toBe(words.map(() => 'mat').join(' '));
      }),
    );
  });

  test.each(['a b ', '我', 'a。', 'ก'])(
    'answers 10,000 characters of %j in a few messages',
    (unit) => {
      const text = unit.repeat(10_000 / [...unit].length);
      const pieces = cutText(matWords(text), 10_000);
      expect(pieces.length).toBeLessThanOrEqual(maxReplyMessages);
      expect(pieces.every((piece) => [...piece].length <= 10_000)).toBe(true);
      expect(pieces.every((piece) => /mat[ 。]?$/.test(piece))).toBe(true);
    },
  );
});

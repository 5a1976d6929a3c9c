import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutText } from './cut-text.ts';

describe('a text that is too long for one message', () => {
  test('is cut at white space', () => {
    expect(cutText('one two three', 8)).toEqual(['one two', 'three']);
    expect(cutText('one two', 7)).toEqual(['one two']);
  });

  test('is cut within a word when there is no white space', () => {
    expect(cutText('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
  });

  test('is never cut within a code point', () => {
    expect(cutText('👋👋👋', 2)).toEqual(['👋👋', '👋']);
  });

  test('leaves no blank pieces', () => {
    expect(cutText('   ', 2)).toEqual([]);
    expect(cutText(`a${' '.repeat(9)}b`, 4)).toEqual(['a', 'b']);
  });

  test('loses nothing but white space, in pieces within the limit', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 300 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 50 }), (whole, limit) => {
        const pieces = cutText(whole, limit);
        expect(pieces.every((piece) => [...piece].length <= limit)).toBe(true);
        expect(dense(pieces.join(''))).toBe(dense(whole));
      }),
    );
  });
});

function dense(text: string): string {
  return text.replaceAll(/\s/gu, '');
}

import { joinWords, splitWords } from '../internal/words/split-words.ts';

/** What chat-bot says when a text has no words to turn around. */
export const wordReverserHint =
  'Send me a few words and I turn their order around: “one two three” becomes “three two one”.';

/**
 * The words of a text in reverse order: `one two three` becomes `three two one`. Words are those
 * of Unicode (UAX 29), each stays as it is written. Everything between them (spaces, line breaks,
 * punctuation, emoji) stays in its place: `Hello, big world!` becomes `world, big Hello!`. Two
 * words that come to touch get a space, unless one is of a script without spaces. A text without
 * words is answered with a hint.
 */
export function reverseWords(text: string): string {
  const split = splitWords(text);
  if (split.words.length === 0) return wordReverserHint;
  return joinWords(split, split.words.toReversed());
}

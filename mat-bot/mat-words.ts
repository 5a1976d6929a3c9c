import { joinWords, splitWords } from '../internal/words/split-words.ts';

/** What mat-bot says when a text has no words to replace. */
export const matHint =
  'Send me a few words and I say mat for each of them: “a b” becomes “mat mat”.';

/**
 * The text with every word turned into `mat`: `a b` becomes `mat mat`. Words are those of Unicode
 * (UAX 29); everything between them stays in its place, so `Hello, world!` becomes `mat, mat!`,
 * and words that touch, as in Chinese, get a space between them. A text without words is answered
 * with a hint.
 */
export function matWords(text: string): string {
  const split = splitWords(text);
  if (split.words.length === 0) return matHint;
  return joinWords(
    split,
    split.words.map(() => 'mat'),
  );
}

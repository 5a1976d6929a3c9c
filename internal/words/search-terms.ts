import { foldText } from './fold-text.ts';

/** A longer word is found by its beginning. */
const maxTermLength = 64;
/** A message is found by its first so many different terms. */
const maxTerms = 1000;

/** Scripts that write no spaces, or words that are looked for by their parts. */
const scripts = ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Thai', 'Lao', 'Khmer', 'Myanmar'];
const paired = scripts.map((script) => `\\p{Script_Extensions=${script}}`).join('');
const piece = new RegExp(
  `[[${paired}]&&[\\p{L}\\p{N}\\p{M}]]+|[[\\p{L}\\p{N}\\p{M}_]--[${paired}]]+`,
  'gv',
);
const isPaired = new RegExp(`^[${paired}]`, 'v');

/** A word, or a run of characters whose pairs are looked for. */
export type SearchPiece = { text: string; isPaired: boolean };

/** What a text holds, in order, folded; punctuation and operators are none of it. */
export function splitSearch(text: string): SearchPiece[] {
  return Array.from(foldText(text).matchAll(piece), ([found]) => ({
    text: found,
    isPaired: isPaired.test(found),
  }));
}

/**
 * The terms by which a text is found: its words, and of scripts without spaces each pair of
 * characters and the last one of a run, so that one character is the beginning of a term wherever
 * it stands.
 */
export function findTerms(text: string): Set<string> {
  const terms = new Set<string>();
  for (const { text: found, isPaired: pairs } of splitSearch(text)) {
    for (const term of pairs ? pairsOf(found, true) : [cutTerm(found)]) {
      if (terms.size >= maxTerms) return terms;
      terms.add(term);
    }
  }
  return terms;
}

/** The pairs of a run; with `withLast` its last character too. */
export function pairsOf(run: string, withLast: boolean): string[] {
  const points = [...run];
  const pairs = points.slice(1).map((point, place) => points[place]! + point);
  return withLast ? [...pairs, points.at(-1)!] : pairs;
}

export function cutTerm(word: string): string {
  const points = [...word];
  return points.length <= maxTermLength ? word : points.slice(0, maxTermLength).join('');
}

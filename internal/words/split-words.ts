/** A text as its words and what stands around them; putting all back in order gives the text. */
export type SplitText = {
  /** What stands before the first word. */
  lead: string;
  words: string[];
  /** `gaps[i]` follows `words[i]`; empty where two words touch, as in Chinese. */
  gaps: string[];
};

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/**
 * Splits at the word boundaries of Unicode Standard Annex 29 (dictionaries help where a script
 * writes no spaces). Words hold letters or digits; emoji and punctuation belong to the gaps.
 */
export function splitWords(text: string): SplitText {
  const result: SplitText = { lead: '', words: [], gaps: [] };
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    if (isWordLike) {
      result.words.push(segment);
      result.gaps.push('');
    } else if (result.words.length === 0) {
      result.lead += segment;
    } else {
      result.gaps[result.gaps.length - 1] += segment;
    }
  }
  return result;
}

/** Scripts that write words without spaces between them. */
const scripts = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar'];
const unspaced = `[${scripts.map((script) => `\\p{Script_Extensions=${script}}`).join('')}]`;
const unspacedStart = new RegExp(`^${unspaced}`, 'u');
const unspacedEnd = new RegExp(`${unspaced}$`, 'u');

/**
 * The text with `words` in the places of its own. Two words that touch get a space between them
 * unless one of the two touching characters is of a script that writes no spaces.
 */
export function joinWords({ lead, gaps }: SplitText, words: readonly string[]): string {
  const parts = [lead];
  for (const [place, word] of words.entries()) {
    const gap = gaps[place] ?? '';
    const next = words[place + 1];
    parts.push(word, gap === '' && next !== undefined && needSpace(word, next) ? ' ' : gap);
  }
  return parts.join('');
}

function needSpace(left: string, right: string): boolean {
  return !unspacedEnd.test(left) && !unspacedStart.test(right);
}

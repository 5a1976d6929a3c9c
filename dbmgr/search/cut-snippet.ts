import { foldText } from '../../internal/words/fold-text.ts';

const before = 40;
const length = 160;

/** The part of a text around the first place of `word`, a folded one; at most 160 code points. */
export function cutSnippet(text: string, word: string): string {
  const points = [...text.replaceAll(/\s+/gu, ' ').trim()];
  if (points.length <= length) return points.join('');
  const found = placeOf(points, word);
  const start = Math.max(0, Math.min(found - before, points.length - length));
  const end = start + length;
  const middle = points.slice(start, end).join('').trim();
  return `${start > 0 ? '…' : ''}${middle}${end < points.length ? '…' : ''}`;
}

/** Folding changes lengths, so the place is looked for by halves: how much text holds the word. */
function placeOf(points: readonly string[], word: string): number {
  const holds = (end: number) => foldText(points.slice(0, end).join('')).includes(word);
  if (!holds(points.length)) return 0;
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return Math.max(0, low - [...word].length);
}

import { foldText } from '../../internal/words/fold-text.ts';
import {
  cutTerm,
  pairsOf,
  type SearchPiece,
  splitSearch,
} from '../../internal/words/search-terms.ts';

/** What a message must hold: all `terms`, a term that begins with `prefix`, and the `runs`. */
export type Query = {
  terms: string[];
  prefix: string | null;
  /** Of scripts without spaces: what must stand in the text as a whole. */
  runs: string[];
  /** What the snippet is cut around. */
  first: string;
};

const maxTerms = 12;

/**
 * Every sign that is no letter or digit only separates words: there are no operators. Null when
 * there is nothing to look for.
 */
export function parseQuery(text: string): Query | null {
  const pieces = splitSearch(text);
  const [first] = pieces;
  if (!first) return null;
  const terms = new Set<string>();
  const runs: string[] = [];
  const last = pieces.at(-1)!;
  // A blank behind the last word says that it is a whole one.
  const isOpen = !/\s$/u.test(foldText(text));
  let prefix: string | null = null;
  for (const piece of pieces) {
    if (piece.isPaired && isLong(piece)) {
      for (const pair of pairsOf(piece.text, false)) terms.add(pair);
      runs.push(piece.text);
    } else if (piece === last && (isOpen || piece.isPaired)) prefix = cutTerm(piece.text);
    else terms.add(cutTerm(piece.text));
  }
  return { terms: [...terms].slice(0, maxTerms), prefix, runs, first: first.text };
}

function isLong({ text }: SearchPiece): boolean {
  return [...text].length > 1;
}

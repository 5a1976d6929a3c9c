/** A page after one key, or before another one; neither is the first page. */
export type PageWish = { after?: string | undefined; before?: string | undefined; limit: number };

export type KeysetPage<T> = { items: T[]; next: string | null; prev: string | null };

/** What a page is read with: one row more than it shows tells whether there is another page. */
export function rowsToRead({ limit }: PageWish): number {
  return limit + 1;
}

/** A page that ends before a key is read from its end. */
export function directionOf({ before }: PageWish): 'asc' | 'desc' {
  return before === undefined ? 'asc' : 'desc';
}

/** The page of rows as they were read, and at its ends the keys that lead on. */
export function cutPage<T>(
  rows: readonly T[],
  wish: PageWish,
  keyOf: (row: T) => string,
): KeysetPage<T> {
  const hasMore = rows.length > wish.limit;
  const shown = rows.slice(0, wish.limit);
  const isBackward = directionOf(wish) === 'desc';
  const items = isBackward ? shown.toReversed() : shown;
  const [first, last] = [items[0], items.at(-1)];
  if (first === undefined || last === undefined) return { items, next: null, prev: null };
  const hasNext = isBackward || hasMore;
  const hasPrev = isBackward ? hasMore : wish.after !== undefined;
  return { items, next: hasNext ? keyOf(last) : null, prev: hasPrev ? keyOf(first) : null };
}

/** For `like`: what stands in the text means nothing but itself. */
export function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}

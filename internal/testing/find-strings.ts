const slots = 1 << 20;
const base = 31;

/**
 * Which of `wanted` stand in `text`, each with its first place. One walk over the text, however
 * many are looked for (Karp and Rabin, 1987): what is compared first is a number made of the last
 * `tail` characters of each, so none may be shorter.
 */
export function findStrings(
  text: string,
  wanted: Iterable<string>,
  tail: number,
): Map<string, number> {
  const byHash = Map.groupBy(wanted, (one) => hashOf(one, one.length - tail, tail));
  const known = new Uint8Array(slots);
  for (const hash of byHash.keys()) known[hash & (slots - 1)] = 1;
  let weight = 1;
  for (let place = 1; place < tail; place++) weight = Math.imul(weight, base);
  const found = new Map<string, number>();
  let hash = hashOf(text, 0, Math.min(tail, text.length));
  for (let end = tail; end <= text.length; end++) {
    if (known[hash & (slots - 1)] === 1) note(found, byHash.get(hash), text, end);
    const gone = Math.imul(text.charCodeAt(end - tail), weight);
    hash = (Math.imul(hash - gone, base) + text.charCodeAt(end)) | 0;
  }
  return found;
}

function hashOf(text: string, from: number, length: number): number {
  let hash = 0;
  for (let place = from; place < from + length; place++) {
    hash = (Math.imul(hash, base) + text.charCodeAt(place)) | 0;
  }
  return hash;
}

/** Those of the same number that really end here. */
function note(
  found: Map<string, number>,
  candidates: string[] | undefined,
  text: string,
  end: number,
): void {
  for (const one of candidates ?? []) {
    const start = end - one.length;
    if (!found.has(one) && text.startsWith(one, start) && start >= 0) found.set(one, start);
  }
}

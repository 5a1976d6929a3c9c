/**
 * MariaDB turns IN lists of 1,000 values and more into a scan (in_predicate_conversion_threshold).
 */
export const maxListed = 999;

export function* chunks<T>(values: readonly T[], size = maxListed): Generator<T[]> {
  for (let start = 0; start < values.length; start += size) {
    yield values.slice(start, start + size);
  }
}

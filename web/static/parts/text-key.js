/**
 * Under which short name pages are sent what a text says in their language, so that the English is
 * not sent twice. A test sees to it that no two texts share one.
 * @param {string} english
 */
export function textKey(english) {
  let sum = 7;
  for (const letter of english) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_679_609;
  return sum.toString(36);
}

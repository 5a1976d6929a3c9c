const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;

/** Languages that are written from right to left, of those that browsers ask for. */
const rightToLeftLanguages = /^(?:ar|fa|he|ur|ps|sd|ug|yi|dv|ckb)\b/;

/** @param {string | undefined} language a tag of BCP 47 @returns {'ltr' | 'rtl'} */
export function directionOf(language) {
  return language && rightToLeftLanguages.test(language) ? 'rtl' : 'ltr';
}

/**
 * A name inside a sentence of another direction: between FSI and PDI, so that it does not turn the
 * sentence around (Unicode UAX #9, 2.4.2).
 * @param {string} name @param {string} [language] of the sentence
 */
export function isolate(name, language) {
  const isOther = rightToLeft.test(name) || directionOf(language) === 'rtl';
  return isOther ? `\u2068${name}\u2069` : name;
}

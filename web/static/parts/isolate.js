const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;

/**
 * A name inside a sentence of another direction: between FSI and PDI, so that it does not turn the
 * sentence around (Unicode UAX #9, 2.4.2).
 * @param {string} name
 */
export function isolate(name) {
  return rightToLeft.test(name) ? `\u2068${name}\u2069` : name;
}

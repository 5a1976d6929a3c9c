import { isolate } from './isolate.js';

/** One text, or one for each plural form of its language (Unicode CLDR), chosen by `count`. */
/** @typedef {string | Partial<Record<Intl.LDMLPluralRule, string>>} Phrase */
/** @typedef {Record<string, string | number>} Values */
/**
 * `language`: a tag of BCP 47; undefined is English with the browser's own numbers and dates. A
 * text is found by what it says in English; where it is not found it is said in English.
 * @typedef {{ language: string | undefined, texts: Record<string, Phrase> }} Catalogue
 */

/** @param {Catalogue} catalogue @param {string} english @param {Values} [values] for `{name}` */
export function phrase({ language, texts }, english, values) {
  return fillIn(texts[english], english, language, values);
}

/**
 * @param {Phrase | undefined} found @param {string} english for what it lacks
 * @param {string | undefined} language @param {Values} [values]
 */
export function fillIn(found, english, language, values = {}) {
  const text = typeof found === 'object' ? formOf(found, language, values) : found;
  return (text ?? english).replace(/\{(\w+)\}/g, (_, /** @type {string} */ name) => {
    const value = values[name] ?? '';
    return typeof value === 'number' ? value.toLocaleString(language) : isolate(value, language);
  });
}

/**
 * @param {Exclude<Phrase, string>} forms @param {string | undefined} language
 * @param {Values} values
 */
function formOf(forms, language, { count }) {
  return forms[new Intl.PluralRules(language).select(Number(count))] ?? forms.other;
}

import { fillIn } from './phrases.js';
import { textKey } from './text-key.js';

/** Texts stand under their keys. */
/** @typedef {import('./phrases.js').Catalogue & { more?: string }} Catalogue */

/** Longer than this nobody waits for words. */
const patienceMs = 5000;

/** @type {Catalogue | undefined} */
let catalogue;

/** What the server put into the page; pages for staff have none and speak English. */
function read() {
  /** @type {HTMLMetaElement | null | undefined} */
  const block = catalogue ? null : globalThis.document?.querySelector('meta[name=texts]');
  return (catalogue ??= /** @type {Catalogue} */ (JSON.parse(block?.content ?? '{"texts":{}}')));
}

/** The page's language; undefined: whatever the browser speaks. */
export function pageLanguage() {
  return read().language;
}

/**
 * A text in the page's language; `english` is its name and what English readers get.
 * @param {string} english @param {import('./phrases.js').Values} [values] for each `{name}` in it
 */
export function say(english, values) {
  const { language, texts } = read();
  return fillIn(texts[textKey(english)], english, language, values);
}

/**
 * Fetches what the page's language has for a conversation, once. Without it English is spoken.
 */
export async function learnMore() {
  const { more, texts } = read();
  if (!more) return;
  const response = await fetch(more, { signal: AbortSignal.timeout(patienceMs) });
  const answer = /** @type {Catalogue} */ (await response.json());
  Object.assign(texts, answer.texts);
  delete read().more;
}

/** Whether the page's language has a text of this name. @param {string} english */
export function knows(english) {
  const { language = 'en', texts } = read();
  return language === 'en' || textKey(english) in texts;
}

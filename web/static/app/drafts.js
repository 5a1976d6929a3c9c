import { acceptText, createKeptValue, ofThisTab } from '../client/kept-value.js';

/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */
/** @typedef {import('./items.js').LineItem} LineItem */
/** @typedef {Pick<LineItem, 'seq' | 'mine' | 'name' | 'type' | 'data'>} Said */
/** @typedef {{ kind: 'answer' | 'edit', item: Said, key: string, text: string }} About */

/**
 * What somebody began to write somewhere: others may use this tab after them.
 * @param {MemberPlace} member @param {string} key
 */
export function draftOf({ me }, key) {
  return createKeptValue({
    key: `natter.draft.${me}.${key}`,
    accept: acceptText,
    storages: [ofThisTab],
  });
}

/**
 * The message that is answered or edited there; `text` is the edit as far as it got.
 * @param {MemberPlace} member @param {string} key
 */
export function aboutOf({ me }, key) {
  return createKeptValue({
    key: `natter.about.${me}.${key}`,
    accept: acceptAbout,
    storages: [ofThisTab],
  });
}

/** @param {unknown} value @returns {About | null} */
function acceptAbout(value) {
  const { kind, item, key, text } = /** @type {Partial<About>} */ (Object(value));
  const texts = [key, text, item?.name, item?.type, item?.data];
  const isWhole = Number.isSafeInteger(item?.seq) && texts.every((one) => acceptText(one) !== null);
  const isKnown = kind === 'answer' || kind === 'edit';
  return isWhole && isKnown ? /** @type {About} */ (value) : null;
}

/**
 * Where a bare address ends: at a space, at what no address holds unescaped, and at the
 * punctuation of Chinese and Japanese, which stands beside it without a space.
 */
const address = /\b(?:https?:\/\/|mailto:)[^\s<>"'`{}|\\^\u3000-\u303f\uff00-\uffef]+/iy;
const scheme = /^(?:https?:\/\/|mailto:)/i;
const tail = '.,:;!?…*_~]';
/** Bidi controls can make one address look like another. */
const deceiving = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;
const safeProtocols = new Set(['http:', 'https:', 'mailto:']);
/** Spaces, and what must be escaped: each browser would mend it in its own way. */
const broken = /[\s\p{Cc}<>"`{}|\\^]/u;
const plainHost = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/;

const addressLike = /:\/\/|[.\u3002\uff0e]\p{L}{2}|@\p{L}|\d\.\d{1,3}\.\d/u;

/** Longer ones stay text. */
export const maxAddressLength = 2048;

/** @typedef {{ text: string, href: string | null }} Address `href` is null where it is not safe */

/**
 * The bare address that begins at `index`, without the punctuation that ends the sentence; null
 * where none begins.
 * @param {string} text @param {number} index
 * @returns {Address | null}
 */
export function addressAt(text, index) {
  address.lastIndex = index;
  const found = address.exec(text);
  if (!found) return null;
  const trimmed = trimTail(found[0]);
  return { text: trimmed, href: safeHref(trimmed) };
}

/** A bracket is the address's if it was opened in it. @param {string} found */
function trimTail(found) {
  let open = 0;
  for (const letter of found) open += letter === '(' ? 1 : letter === ')' ? -1 : 0;
  let end = found.length;
  for (; end > 0; end -= 1) {
    const last = found[end - 1] ?? '';
    if (last === ')' && open < 0) open += 1;
    else if (!tail.includes(last)) break;
  }
  return found.slice(0, end);
}

/**
 * The address as browsers write it, or null: only http, https and mailto, and none that carries a
 * user name (`https://bank@evil`) or hidden characters.
 *
 * @param {string} text
 */
export function safeHref(text) {
  if (text.length > maxAddressLength || !scheme.test(text)) return null;
  if (deceiving.test(text) || broken.test(text)) return null;
  const url = URL.parse(text);
  if (!url || !safeProtocols.has(url.protocol)) return null;
  if (url.username || url.password) return null;
  const isMail = url.protocol === 'mailto:';
  if (isMail ? !url.pathname.includes('@') : !plainHost.test(url.hostname)) return null;
  return url.href;
}

/**
 * Where a link leads, if its words look like an address of elsewhere; else null.
 * @param {string} words @param {string} href a safe one
 */
export function otherPlace(words, href) {
  if (!addressLike.test(words)) return null;
  const target = new URL(href);
  const place = target.host || target.pathname;
  const said = words.trim();
  const isScheme = /^[a-z]+:/i.test(said);
  const named = URL.parse(isScheme ? said : target.host ? `https://${said}` : `mailto:${said}`);
  return named && (named.host || named.pathname) === place ? null : place;
}

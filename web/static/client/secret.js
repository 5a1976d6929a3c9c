/** @typedef {import('./frames.d.ts').Person} Person */
/**
 * What a browser keeps of its visitor. `later`: tokens that were named to follow `refresh_token`,
 * of which no answer came yet.
 * @typedef {{ refresh_token: string, user: Person, later?: string[] }} Secret
 */

/** @param {unknown} value @returns {Secret | null} */
export function acceptSecret(value) {
  const secret = /** @type {Secret | null} */ (value);
  const isSecret = typeof secret?.refresh_token === 'string' && typeof secret.user?.id === 'string';
  if (!isSecret) return null;
  const { refresh_token, user, later } = secret;
  const isList = Array.isArray(later) && later.every((token) => typeof token === 'string');
  return { refresh_token, user, ...(isList ? { later } : {}) };
}

/** @typedef {import('./frames.d.ts').Person} Person */
/**
 * What a browser keeps of its visitor. `later`: tokens that were named to follow `refresh_token`,
 * of which no answer came yet.
 * @typedef {{ refresh_token: string, user: Person, later?: string[] }} Secret
 */

/** @param {unknown} value @returns {Secret | null} */
export function acceptSecret(value) {
  const secret = /** @type {Secret | null} */ (value);
  return secret?.refresh_token && secret.user?.id ? secret : null;
}

/** As many random characters of `[A-Za-z0-9_]`, of almost 6 bits each. Works without https. */
export function createClientId(length = 22) {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return btoa(String.fromCharCode(...bytes))
    .replace(/\W/g, '_')
    .slice(0, length);
}

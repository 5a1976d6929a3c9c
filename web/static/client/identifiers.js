/** As many random characters of `[A-Za-z0-9_-]`, of 6 bits each. Works without https. */
export function createClientId(length = 22) {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  const text = btoa(String.fromCharCode(...bytes)).slice(0, length);
  return text.replaceAll('+', '-').replaceAll('/', '_');
}

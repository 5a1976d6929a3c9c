/**
 * Whether an address names one host, in letters that mean nothing else. URLs let `*`, `;`, `,` and
 * `'` stand in a host; in a content security policy they would be a pattern, or another directive.
 */
export function hasPlainHost(address: string): boolean {
  return /^(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])$/.test(new URL(address).hostname);
}

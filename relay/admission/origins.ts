import type { IncomingHttpHeaders } from 'node:http';

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

/** PUBLIC_URL's origin; on loopback under each of its names, with the same scheme and port. */
export function allowedOrigins(publicUrl: string): ReadonlySet<string> {
  const { protocol, hostname, port } = new URL(publicUrl);
  const names = loopbackNames.includes(hostname) ? loopbackNames : [hostname];
  return new Set(names.map((name) => `${protocol}//${name}${port && `:${port}`}`));
}

/**
 * Browsers say where a page is from (RFC 6455, 10.2) and are refused unless it is ours. Who says
 * nothing is a program: it brings a token and no cookie.
 */
export function isOriginAllowed(
  { origin, cookie }: Pick<IncomingHttpHeaders, 'origin' | 'cookie'>,
  allowed: ReadonlySet<string>,
): boolean {
  return origin === undefined ? cookie === undefined : allowed.has(origin);
}

import { isIP } from 'node:net';

/** Without a zone, and an IPv4 address without its IPv6 clothes; undefined for what is neither. */
export function plainAddress(address: string | undefined): string | undefined {
  const plain = address?.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  return plain && isIP(plain) ? plain : undefined;
}

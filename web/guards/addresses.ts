import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyaddr from 'proxy-addr';
import { AppError } from '../../internal/contract/errors.ts';

export type Addresses = {
  /** The visitor's address, as far as trusted proxies vouch for it. */
  of(request: IncomingMessage): string | undefined;
  /** The peer itself is one of TRUST_PROXY. */
  isProxied(request: IncomingMessage): boolean;
};

/** `X-Forwarded-For` counts only when the peer stands in TRUST_PROXY; else the peer's address. */
export function readAddresses(trustProxy: readonly string[]): Addresses {
  const trust = compileTrust(trustProxy);
  return {
    of(request) {
      const peer = plainAddress(request.socket.remoteAddress);
      if (!peer || !trust(peer, 0)) return peer;
      return plainAddress(proxyaddr(request, trust)) ?? peer;
    },
    isProxied(request) {
      const peer = plainAddress(request.socket.remoteAddress);
      return peer !== undefined && trust(peer, 0);
    },
  };
}

function compileTrust(trustProxy: readonly string[]): (address: string, index: number) => boolean {
  const list = trustProxy.filter((part) => part !== '');
  if (list.length === 0) return () => false;
  try {
    return proxyaddr.compile(list);
  } catch {
    throw new AppError(
      'invalid',
      'TRUST_PROXY must list addresses or subnets, such as 10.0.0.0/8.',
    );
  }
}

/** Without a zone, and an IPv4 address without its IPv6 clothes; undefined for what is neither. */
function plainAddress(address: string | undefined): string | undefined {
  const plain = address?.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  return plain && isIP(plain) ? plain : undefined;
}

/** What a rate limit counts: one IPv4 address, or the /64 that one IPv6 subscriber has. */
export function addressGroup(address: string | undefined): string {
  if (!address || !address.includes(':')) return address ?? 'unknown';
  const [head = '', tail = ''] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  const rest = tail.split(':').filter(Boolean);
  const zeros = Math.max(0, 8 - groups.length - rest.length);
  const all = [...groups, ...Array<string>(zeros).fill('0'), ...rest];
  return all
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':');
}

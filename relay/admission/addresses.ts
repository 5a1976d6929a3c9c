import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyaddr from 'proxy-addr';
import { v7 as uuid } from 'uuid';
import { AppError } from '../../internal/contract/errors.ts';
import { idPattern } from '../../internal/contract/ids.ts';

/** Who is at the other end, as far as somebody trusted says so, and the request's id. */
export type Caller = { address: string; requestId: string };

export type CallerReader = (request: IncomingMessage) => Caller;

/**
 * web says whom it forwards for in `x-natter-address`, and proves to be web by `x-natter-via`, the
 * RELAY_SECRET. Other proxies are believed when TRUST_PROXY lists them; else the peer's address
 * counts.
 */
export function createCallerReader(
  relaySecret: string | undefined,
  trustProxy: readonly string[],
): CallerReader {
  const isTrusted = compileTrust(trustProxy);
  return (request) => {
    const { headers, socket } = request;
    const peer = plainAddress(socket.remoteAddress) ?? 'unknown';
    if (isWeb(headers['x-natter-via'], relaySecret)) {
      const address = plainAddress(single(headers['x-natter-address'])) ?? peer;
      const requestId = single(headers['x-request-id']);
      return { address, requestId: isUsableId(requestId) ? requestId : uuid() };
    }
    const address = isTrusted(peer, 0)
      ? (plainAddress(proxyaddr(request, isTrusted)) ?? peer)
      : peer;
    return { address, requestId: uuid() };
  };
}

/** What a limit counts: an IPv4 address, or the /64 that one IPv6 subscriber has (RFC 6177). */
export function addressGroup(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = address.split('::');
  const first = head.split(':').filter(Boolean);
  const last = tail.split(':').filter(Boolean);
  const zeros = Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  const groups = [...first, ...zeros, ...last].slice(0, 4);
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}

function compileTrust(trustProxy: readonly string[]): (address: string, hop: number) => boolean {
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

function isWeb(via: string | string[] | undefined, secret: string | undefined): boolean {
  if (typeof via !== 'string' || secret === undefined) return false;
  const [given, expected] = [Buffer.from(via), Buffer.from(secret)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Short enough that the number of a call still fits behind it. */
function isUsableId(value: string | undefined): value is string {
  return value !== undefined && value.length <= 48 && idPattern.test(value);
}

/**
 * Without a zone and without the IPv6 clothes of an IPv4 address; undefined for what is neither.
 */
function plainAddress(address: string | undefined): string | undefined {
  const plain = address?.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  return plain && isIP(plain) ? plain : undefined;
}

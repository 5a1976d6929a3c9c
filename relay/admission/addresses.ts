import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import proxyaddr from 'proxy-addr';
import { v7 as uuid } from 'uuid';
import { plainAddress } from '../../internal/addresses/plain-address.ts';
import { trustProxies } from '../../internal/addresses/trusted-proxies.ts';
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
  const isTrusted = trustProxies(trustProxy);
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

import type { IncomingMessage } from 'node:http';
import proxyaddr from 'proxy-addr';
import { plainAddress } from '../../internal/addresses/plain-address.ts';
import { trustProxies } from '../../internal/addresses/trusted-proxies.ts';

export type Addresses = {
  /** The visitor's address, as far as trusted proxies vouch for it. */
  of(request: IncomingMessage): string | undefined;
  /** The peer itself is one of TRUST_PROXY. */
  isProxied(request: IncomingMessage): boolean;
};

/** `X-Forwarded-For` counts only when the peer stands in TRUST_PROXY; else the peer's address. */
export function readAddresses(trustProxy: readonly string[]): Addresses {
  const trust = trustProxies(trustProxy);
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

import type { IncomingMessage } from 'node:http';
import {
  findHandshakeFault,
  versionHeader,
} from '../../internal/handshakes/find-handshake-fault.ts';
import type { Origins } from '../guards/origins.ts';
import type { Refusal } from './refuse-upgrade.ts';

/** Headers by which the relay knows that this process vouches for an address. */
export const addressHeader = 'x-natter-address';
export const viaHeader = 'x-natter-via';

const refusals = {
  handshake: { status: 400, text: 'This is not how a websocket is opened.' },
  version: { status: 426, text: 'Open the websocket as RFC 6455 says.', headers: versionHeader },
} as const satisfies Record<string, Refusal>;
const otherSite: Refusal = { status: 403, text: 'Open the websocket from a page of this site.' };

/**
 * Why a request to upgrade is refused, or null. A browser always says where its page is from; a
 * program sends no `Origin` and no cookie, and needs a token in any case (RFC 6455, 10.2).
 */
export function checkUpgrade(
  request: IncomingMessage,
  origins: Origins,
  sessionCookie: string,
): Refusal | null {
  const { origin, cookie = '' } = request.headers;
  if (request.url !== '/ws') return { status: 404, text: 'There is no websocket at this address.' };
  const fault = findHandshakeFault(request);
  if (fault) return refusals[fault];
  if (addressHeader in request.headers || viaHeader in request.headers) {
    return { status: 400, text: 'The request carries a header that is not for clients.' };
  }
  if (origin === undefined) return cookie.includes(`${sessionCookie}=`) ? otherSite : null;
  return origins.own.includes(origin) ? null : otherSite;
}

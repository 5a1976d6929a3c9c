import type { IncomingMessage } from 'node:http';

/** Sixteen bytes in base64. */
const keyPattern = /^[+/0-9A-Za-z]{21}[AQgw]==$/;
const version = '13';

/** What a refusal for another version has to say (RFC 6455, 4.2.2 and 4.4). */
export const versionHeader: Readonly<Record<string, string>> = { 'Sec-WebSocket-Version': version };

/**
 * Why a request that wants to upgrade is no opening handshake of a websocket (RFC 6455, 4.2.1);
 * null when it is one. That `Connection` says so too, node has seen to.
 */
export function findHandshakeFault(request: IncomingMessage): 'handshake' | 'version' | null {
  const { method, httpVersionMajor, httpVersionMinor, headers } = request;
  const isHttp11 = httpVersionMajor === 1 && httpVersionMinor >= 1;
  const isUpgrade = headers.upgrade?.toLowerCase() === 'websocket';
  const isRequest = method === 'GET' && isHttp11 && headers.host !== undefined;
  if (!isRequest || !isUpgrade) return 'handshake';
  if (headers['sec-websocket-version'] !== version) return 'version';
  return keyPattern.test(headers['sec-websocket-key'] ?? '') ? null : 'handshake';
}

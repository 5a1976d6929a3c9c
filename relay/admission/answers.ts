import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { versionHeader } from '../../internal/handshakes/find-handshake-fault.ts';

/** On every answer that is no websocket, refused upgrades too. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

export type Refusal = {
  status: number;
  text: string;
  retryS?: number;
  headers?: Readonly<Record<string, string>>;
};

export const refusals = {
  path: { status: 404, text: 'There is no websocket at this address.' },
  handshake: { status: 400, text: 'This is not how a websocket is opened.' },
  version: { status: 426, text: 'Open the websocket as RFC 6455 says.', headers: versionHeader },
  origin: { status: 403, text: 'Open the websocket from a page of this site.' },
  full: { status: 503, text: 'Too many sockets are open. Try again in a moment.' },
  busy: { status: 503, text: 'Too many sockets open at once. Try again in a moment.' },
  draining: { status: 503, text: 'This relay is restarting. Try again.', retryS: 1 },
} as const satisfies Record<string, Refusal>;

const maxRetryS = 5;

/** With a time to come back that is not everybody's. */
export function comeLater(refusal: Refusal): Refusal {
  return { ...refusal, retryS: 1 + Math.floor(Math.random() * maxRetryS) };
}

/** Answers an upgrade on its bare socket, and closes it. */
export function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  if (!socket.writable) return void socket.destroy();
  const { status, text, retryS, headers = {} } = refusal;
  const body = `${text}\n`;
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    ...Object.entries({ ...securityHeaders, ...headers }).map((pair) => pair.join(': ')),
    ...(retryS === undefined ? [] : [`Retry-After: ${retryS}`]),
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

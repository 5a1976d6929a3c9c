import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

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

export type Refusal = { status: number; text: string; retryS?: number };

export const refusals = {
  path: { status: 404, text: 'There is no websocket at this address.' },
  handshake: { status: 400, text: 'This is not how a websocket is opened.' },
  origin: { status: 403, text: 'Open the websocket from a page of this site.' },
  full: { status: 503, text: 'Too many sockets are open. Try again in a moment.', retryS: 2 },
  draining: { status: 503, text: 'This relay is restarting. Try again.', retryS: 1 },
} as const satisfies Record<string, Refusal>;

/** Answers an upgrade on its bare socket, and closes it. */
export function refuseUpgrade(socket: Duplex, { status, text, retryS }: Refusal): void {
  if (!socket.writable) return void socket.destroy();
  const body = `${text}\n`;
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    ...Object.entries(securityHeaders).map(([name, value]) => `${name}: ${value}`),
    ...(retryS === undefined ? [] : [`Retry-After: ${retryS}`]),
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

export type Refusal = {
  status: number;
  text: string;
  retrySeconds?: number;
  headers?: Readonly<Record<string, string>>;
};

/** Answers an upgrade (or a request that could not be read) on its bare socket, and closes it. */
export function refuseUpgrade(
  socket: Duplex,
  usualHeaders: Readonly<Record<string, string>>,
  { status, text, retrySeconds, headers = {} }: Refusal,
): void {
  if (!socket.writable) return void socket.destroy();
  const body = `${text}\n`;
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    ...Object.entries({ ...usualHeaders, ...headers }).map((pair) => pair.join(': ')),
    ...(retrySeconds ? [`Retry-After: ${retrySeconds}`] : []),
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

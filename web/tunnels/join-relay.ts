import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { addressHeader, viaHeader } from './check-upgrade.ts';
import type { Relay } from './relays.ts';

/** What a relay said to the opening handshake, with the connection if it said yes. */
export type Handshake =
  | { status: 101; upstream: Socket; first: Buffer }
  | { status: number; upstream: null; retrySeconds: number | undefined };

export type Vouching = {
  /** RELAY_SECRET: lets the relay believe the address. */
  secret: string;
  address: string | undefined;
  requestId: string;
};

const handshakeTimeoutMs = 3000;

/** Kept from the relay: whoever has no use for a secret does not get it. */
const withheld = ['cookie', 'authorization', 'forwarded', 'x-request-id'];

/** Passes the opening handshake on. Rejects when the relay cannot be reached or says nothing. */
export function joinRelay(
  relay: Relay,
  request: IncomingMessage,
  head: Buffer,
  vouching: Vouching,
): Promise<Handshake> {
  const { promise, resolve, reject } = Promise.withResolvers<Handshake>();
  const upstream = connect({ host: relay.host, port: relay.port, noDelay: true });
  const fail = (reason: string) => {
    upstream.destroy();
    reject(new Error(reason));
  };
  const onError = (error: Error) => fail(error.message);
  const onEnd = () => fail('closed without an answer');
  upstream.setTimeout(handshakeTimeoutMs, () => fail('silent'));
  upstream.once('error', onError);
  upstream.once('end', onEnd);
  upstream.once('connect', () => {
    upstream.write(handshakeText(request, vouching));
    if (head.length > 0) upstream.write(head);
  });
  upstream.once('data', (first: Buffer) => {
    upstream.pause();
    upstream.setTimeout(0);
    upstream.off('error', onError);
    upstream.off('end', onEnd);
    const start = first.toString('latin1', 0, 4096);
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(start)?.[1] ?? 502);
    if (status === 101) return resolve({ status, upstream, first });
    upstream.on('error', () => undefined);
    upstream.destroy();
    const retry = /^retry-after: (\d{1,4})\r$/im.exec(start)?.[1];
    resolve({ status, upstream: null, retrySeconds: retry ? Number(retry) : undefined });
  });
  return promise;
}

function handshakeText(request: IncomingMessage, vouching: Vouching): string {
  const lines = ['GET /ws HTTP/1.1'];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i] ?? '';
    const isWithheld =
      withheld.includes(name.toLowerCase()) || /^x-(forwarded|natter)-/i.test(name);
    if (!isWithheld) lines.push(`${name}: ${request.rawHeaders[i + 1] ?? ''}`);
  }
  if (vouching.address) lines.push(`${addressHeader}: ${vouching.address}`);
  lines.push(`${viaHeader}: ${vouching.secret}`, `x-request-id: ${vouching.requestId}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

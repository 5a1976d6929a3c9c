import { createDecipheriv, createECDH, type ECDH, hkdfSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const certificates = join(import.meta.dirname, 'certificates');
const file = (name: string) => join(certificates, name);

/** A note as the browser reads it, and with what it came. */
export type ReceivedPush = { path: string; headers: Record<string, unknown>; note: unknown };

/** A browser's maker on this machine, over TLS, with browsers that it takes notes for. */
export type PushService = AsyncDisposable & {
  /** For the courier's environment: that it may go there, and nowhere else in the house. */
  trust: { NATTER_TEST_PUSH_ADDRESS: string; NATTER_TEST_PUSH_CA: string };
  received: ReceivedPush[];
  /** A browser's subscription. */
  subscribe: () => { endpoint: string; p256dh: string; auth: string };
  /** What it says next, instead of 201. */
  answer: (status: number, headers?: Record<string, string>) => void;
  /** Endpoints that it takes notes for and never answers. */
  silent: Set<string>;
  /** Ends all connections. */
  hangUp: () => void;
};

type Browser = { keys: ECDH; auth: Buffer };

export async function openPushService(): Promise<PushService> {
  const browsers = new Map<string, Browser>();
  const received: ReceivedPush[] = [];
  const silent = new Set<string>();
  let answer = { status: 201, headers: {} as Record<string, string> };
  const server: Server = createServer({
    cert: readFileSync(file('test-only.pem')),
    key: readFileSync(file('test-only.key.pem')),
  });
  server.on('request', (request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const path = request.url ?? '';
      if (silent.has(`https://${place}${path}`)) return;
      const browser = browsers.get(path);
      const text = browser ? decrypt(browser, Buffer.concat(pieces)) : 'null';
      received.push({ path, headers: request.headers, note: JSON.parse(text) as unknown });
      response.writeHead(answer.status, answer.headers).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    trust: {
      NATTER_TEST_PUSH_ADDRESS: place,
      NATTER_TEST_PUSH_CA: file('test-only.pem'),
    },
    received,
    subscribe() {
      const keys = createECDH('prime256v1');
      const auth = randomBytes(16);
      const path = `/note/${randomBytes(8).toString('hex')}`;
      const p256dh = keys.generateKeys('base64url');
      browsers.set(path, { keys, auth });
      return { endpoint: `https://${place}${path}`, p256dh, auth: auth.toString('base64url') };
    },
    silent,
    hangUp: () => server.closeAllConnections(),
    answer: (status, headers = {}) => void (answer = { status, headers }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What a browser does with a note (RFC 8188 and RFC 8291, 3.4), of one record. */
function decrypt({ keys, auth }: Browser, body: Buffer): string {
  const salt = body.subarray(0, 16);
  const keyLength = body[20]!;
  const theirs = body.subarray(21, 21 + keyLength);
  const sealed = body.subarray(21 + keyLength);
  const derive = (key: Uint8Array, with_: Uint8Array, info: Uint8Array, bytes: number) =>
    Buffer.from(hkdfSync('sha256', key, with_, info, bytes));
  const words = (text: string) => Buffer.from(`${text}\0`);
  const who = Buffer.concat([words('WebPush: info'), keys.getPublicKey(), theirs]);
  const secret = derive(keys.computeSecret(theirs), auth, who, 32);
  const key = derive(secret, salt, words('Content-Encoding: aes128gcm'), 16);
  const nonce = derive(secret, salt, words('Content-Encoding: nonce'), 12);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  // A 2 ends the last record, and padding follows it.
  return plain.subarray(0, plain.lastIndexOf(2)).toString();
}

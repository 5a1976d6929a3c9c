import { randomUUID } from 'node:crypto';
import { connect as connectSocket } from 'node:net';
import { readNatsProtocol, type WireMessage } from './wire-protocol.ts';

/**
 * A NATS client of a few lines (docs.nats.io, "Client protocol") that shows each refusal of the
 * server, which a client library hides or acts upon, and sends whatever it is told to.
 */
export type RawNats = Disposable & {
  /** What the server says against it, or null when it let it through. */
  publish: (subject: string, options?: PublishOptions) => Promise<Refusal>;
  /** Subscribes and, when it was let, unsubscribes. */
  subscribe: (subject: string, queue?: string) => Promise<Refusal>;
  /** Publishes with a reply subject in the user's own inbox and waits for the answer. */
  request: (subject: string, options?: Omit<PublishOptions, 'reply'>) => Promise<RawReply>;
  /** The server's own words when it ends the connection. */
  ended: Promise<string>;
};

export type PublishOptions = {
  reply?: string;
  payload?: string;
  /** The header block as it goes over the wire, without its first line and the empty last one. */
  headers?: string[];
};

export type RawReply = { headers: Record<string, string>; body: string };

export type Refusal = string | null;

export type RawNatsOptions = { url: string; user?: string; password?: string };

/** Connects and waits for the first answer. Rejects with the server's words when it refuses. */
export async function openRawNats(options: RawNatsOptions): Promise<RawNats> {
  const { hostname, port } = new URL(options.url);
  const socket = connectSocket(Number(port), hostname);
  const refusals: string[] = [];
  const pongs: (() => void)[] = [];
  const answers = new Map<string, (message: WireMessage) => void>();
  readNatsProtocol(socket, {
    line(line) {
      if (line === 'PING') socket.write('PONG\r\n');
      if (line === 'PONG') pongs.shift()?.();
      if (line.startsWith('-ERR ')) refusals.push(line.slice('-ERR '.length));
    },
    message: (sid, message) => answers.get(sid)?.(message),
  });
  const ended = new Promise<string>((resolve) => {
    socket.once('close', () => resolve(refusals.join(' ')));
  });
  const ask = async (command: string): Promise<Refusal> => {
    refusals.length = 0;
    const pong = new Promise<void>((resolve) => pongs.push(resolve));
    socket.write(`${command}PING\r\n`);
    const isAlive = await Promise.race([pong.then(() => true), ended.then(() => false)]);
    return refusals[0] ?? (isAlive ? null : 'the connection was closed');
  };
  const client = { verbose: false, pedantic: false, lang: 'raw', version: '1', protocol: 1 };
  const login = { user: options.user, pass: options.password, headers: true, no_responders: true };
  const refusal = await ask(`CONNECT ${JSON.stringify({ ...client, ...login })}\r\n`);
  if (refusal !== null) throw new Error(refusal);
  let subscriptions = 0;
  return {
    ended,
    publish: (subject, publication = {}) => ask(encodePublication(subject, publication)),
    subscribe: (subject, queue = '') => {
      const id = ++subscriptions;
      return ask(`SUB ${subject} ${queue} ${id}\r\nUNSUB ${id}\r\n`);
    },
    async request(subject, publication = {}) {
      const id = ++subscriptions;
      const reply = `_I.${options.user}.${randomUUID()}`;
      const answer = new Promise<WireMessage>((resolve) => answers.set(String(id), resolve));
      const publishing = encodePublication(subject, { ...publication, reply });
      const refused = await ask(`SUB ${reply} ${id}\r\nUNSUB ${id} 1\r\n${publishing}`);
      if (refused !== null) throw new Error(refused);
      const { headers, data } = await answer;
      return { headers: readHeaders(headers), body: data };
    },
    [Symbol.dispose]: () => socket.destroy(),
  };
}

function readHeaders(block: string): Record<string, string> {
  const lines = block.split('\r\n').filter((line) => line.includes(': '));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
}

function encodePublication(subject: string, options: PublishOptions): string {
  const { reply = '', payload = '', headers } = options;
  const size = Buffer.byteLength(payload);
  if (!headers) return `PUB ${subject} ${reply} ${size}\r\n${payload}\r\n`;
  const block = ['NATS/1.0', ...headers, '', ''].join('\r\n');
  const headSize = Buffer.byteLength(block);
  return `HPUB ${subject} ${reply} ${headSize} ${headSize + size}\r\n${block}${payload}\r\n`;
}

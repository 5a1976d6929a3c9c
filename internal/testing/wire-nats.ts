import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { readNatsProtocol, type WireMessage } from './wire-protocol.ts';

/**
 * A NATS client without the client library: a TCP connection that speaks the text protocol
 * (docs.nats.io, "Client Protocol"), as any stranger's program may.
 */
export type WireNats = Disposable & {
  subscribe: (subject: string) => WireSubscription;
  publish: (subject: string, data: string | Uint8Array, reply?: string) => void;
  /** One answer on an inbox below the prefix, as `nats req` gets it. */
  request: (subject: string, data: string | Uint8Array) => Promise<WireMessage>;
  /** Resolves when the server has dealt with everything sent so far. */
  flush: () => Promise<void>;
};

export type WireSubscription = {
  /** The next message; rejects when none comes within 5 s. */
  next: () => Promise<WireMessage>;
  received: WireMessage[];
};

const patienceMs = 5000;

/** Rejects with the server's own words when it refuses the password. */
export async function connectWireNats(
  url: string,
  user: string,
  password: string,
  inboxPrefix = '_INBOX',
): Promise<WireNats> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  const refusals: string[] = [];
  const pongs: (() => void)[] = [];
  const subscriptions = new Map<string, (message: WireMessage) => void>();
  readNatsProtocol(socket, {
    line(line) {
      if (line === 'PING') socket.write('PONG\r\n');
      else if (line === 'PONG') pongs.shift()?.();
      else if (line.startsWith('-ERR')) refusals.push(line);
    },
    message: (sid, message) => subscriptions.get(sid)?.(message),
  });
  const flush = () =>
    new Promise<void>((resolve, reject) => {
      socket.once('close', () => reject(new Error(refusals.at(-1) ?? 'connection closed')));
      pongs.push(resolve);
      socket.write('PING\r\n');
    });
  const options = { verbose: false, user, pass: password, headers: true, no_responders: true };
  socket.write(`CONNECT ${JSON.stringify(options)}\r\n`);
  await flush();
  let lastSid = 0;
  const subscribe = (subject: string): WireSubscription => {
    const sid = String(++lastSid);
    const { subscription, push } = createQueue(subject);
    subscriptions.set(sid, push);
    socket.write(`SUB ${subject} ${sid}\r\n`);
    return subscription;
  };
  const publish: WireNats['publish'] = (subject, data, reply = '') => {
    const bytes = Buffer.from(data);
    socket.write(`PUB ${subject} ${reply}${reply && ' '}${bytes.length}\r\n`);
    socket.write(bytes);
    socket.write('\r\n');
  };
  return {
    subscribe,
    publish,
    flush,
    request(subject, data) {
      const inbox = `${inboxPrefix}.${randomBytes(11).toString('hex')}`;
      const answers = subscribe(inbox);
      publish(subject, data, inbox);
      return answers.next();
    },
    [Symbol.dispose]: () => void socket.destroy(),
  };
}

function createQueue(subject: string): {
  subscription: WireSubscription;
  push: (message: WireMessage) => void;
} {
  const received: WireMessage[] = [];
  const takers: ((message: WireMessage) => void)[] = [];
  let taken = 0;
  const next = (): Promise<WireMessage> => {
    const known = received[taken++];
    if (known) return Promise.resolve(known);
    const { promise, resolve, reject } = Promise.withResolvers<WireMessage>();
    const late = setTimeout(() => reject(new Error(`nothing on ${subject}`)), patienceMs);
    takers.push((message) => {
      clearTimeout(late);
      resolve(message);
    });
    return promise;
  };
  const push = (message: WireMessage) => {
    received.push(message);
    takers.shift()?.(message);
  };
  return { subscription: { next, received }, push };
}

import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A message that a process published, as it went over the wire. */
export type TappedMessage = { subject: string; text: string };

/** A wire between processes and their NATS server at which somebody listens. */
export type BusTap = AsyncDisposable & {
  /** For NATS_URL. */
  url: string;
  messages: TappedMessage[];
};

/** Passes bytes on both ways and takes down what the clients publish. */
export async function tapBus(natsUrl: string): Promise<BusTap> {
  const target = new URL(natsUrl);
  const messages: TappedMessage[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    upstream.pipe(client);
    takeDown(client, messages);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `nats://127.0.0.1:${(server.address() as AddressInfo).port}`,
    messages,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** `PUB <subject> [reply] <bytes>` and `HPUB <subject> [reply] <head bytes> <bytes>`. */
function takeDown(client: Socket, messages: TappedMessage[]): void {
  let pending = Buffer.alloc(0);
  client.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
      const words = pending.subarray(0, end).toString().split(' ');
      const isMessage = words[0] === 'PUB' || words[0] === 'HPUB';
      const size = isMessage ? Number(words.at(-1)) + 2 : 0;
      const start = end + 2;
      if (pending.length < start + size) return;
      if (isMessage) {
        const text = pending.subarray(start, start + size).toString();
        messages.push({ subject: words[1] ?? '', text });
      }
      pending = pending.subarray(start + size);
    }
  });
}

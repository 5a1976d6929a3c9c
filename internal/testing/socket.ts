import { WebSocket } from 'ws';

/** A frame from the relay, whatever it holds. */
export type AnyFrame = { op: string } & Record<string, unknown>;

/** A program at the websocket. */
export type TestSocket = Disposable & {
  /** Sends an object as JSON, or text and bytes as they are. */
  send: (frame: object | string | Buffer) => void;
  /** Says hello and waits for `welcome`, or rejects with the close code. */
  hello: (token: string, rest?: object) => Promise<AnyFrame>;
  /** The first frame, of those that came or will come, that fits; each frame is given once. */
  next: (fits: string | ((frame: AnyFrame) => boolean), patienceMs?: number) => Promise<AnyFrame>;
  /** Every frame that came, in order. */
  received: AnyFrame[];
  closed: Promise<{ code: number; reason: string }>;
};

export type SocketOptions = { origin?: string; headers?: Record<string, string> };

/** How long a busy machine may take; nothing here measures time. */
const usualPatienceMs = 20_000;

/** Opens `/ws` at a relay or a web (`http://host:port`). Rejects with the status when refused. */
export async function openSocket(url: string, options: SocketOptions = {}): Promise<TestSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ws`, {
    origin: options.origin,
    headers: options.headers,
    handshakeTimeout: usualPatienceMs,
  });
  const received: AnyFrame[] = [];
  const given = new Set<AnyFrame>();
  const listeners = new Set<() => void>();
  socket.on('message', (data: Buffer) => {
    received.push(JSON.parse(data.toString()) as AnyFrame);
    for (const look of listeners) look();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('unexpected-response', (_request, response) => {
      reject(new Error(`HTTP ${response.statusCode}`));
      socket.terminate();
    });
    socket.once('error', reject);
  });
  socket.on('error', () => undefined);
  const next: TestSocket['next'] = (fits, patienceMs = usualPatienceMs) => {
    const isFit = typeof fits === 'string' ? (frame: AnyFrame) => frame.op === fits : fits;
    const { promise, resolve, reject } = Promise.withResolvers<AnyFrame>();
    const fail = (why: string) => reject(new Error(`${why}; came: ${JSON.stringify(received)}`));
    const late = setTimeout(() => fail(`no ${fits.toString()} frame`), patienceMs);
    const look = () => {
      const frame = received.find((candidate) => !given.has(candidate) && isFit(candidate));
      if (!frame) return;
      given.add(frame);
      resolve(frame);
    };
    listeners.add(look);
    void closed.then(({ code }) => fail(`closed with ${code}`));
    look();
    return promise.finally(() => {
      clearTimeout(late);
      listeners.delete(look);
    });
  };
  const send: TestSocket['send'] = (frame) =>
    socket.send(
      typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame),
    );
  return {
    received,
    closed,
    send,
    next,
    async hello(token, rest = {}) {
      send({ op: 'hello', token, ...rest });
      return next('welcome');
    },
    [Symbol.dispose]: () => socket.terminate(),
  };
}

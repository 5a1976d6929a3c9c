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
  /** Says goodbye; disposing it cuts the connection. */
  close: (code: number) => void;
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
  const listeners = new Set<(frame: AnyFrame) => void>();
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as AnyFrame;
    received.push(frame);
    for (const look of listeners) look(frame);
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
    let isOver = false;
    const look = (frame: AnyFrame) => {
      if (isOver || given.has(frame) || !isFit(frame)) return;
      isOver = true;
      given.add(frame);
      resolve(frame);
    };
    for (const frame of received) look(frame);
    listeners.add(look);
    void closed.then(({ code }) => isOver || fail(`closed with ${code}`));
    return promise.finally(() => {
      isOver = true;
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
    close: (code) => socket.close(code),
    async hello(token, rest = {}) {
      send({ op: 'hello', token, ...rest });
      return next('welcome');
    },
    [Symbol.dispose]: () => socket.terminate(),
  };
}

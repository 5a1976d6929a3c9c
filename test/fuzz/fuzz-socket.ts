import { connect } from 'node:net';
import { FrameReader } from '../../bench/load/frame-reader.ts';
import { isErrorCode } from '../../internal/contract/errors.ts';
import { encodeRaw, handshakeLines } from '../../internal/testing/raw-socket.ts';

/** A connection that says anything and looks at all it is told. */
export type FuzzSocket = Disposable & {
  write: (bytes: Buffer) => void;
  /** Resolves when it is caught up; rejects when it was closed instead, or after a while. */
  seated: () => Promise<void>;
  /** Resolves when all was answered that was written before, or the relay closed it. */
  settled: () => Promise<void>;
  /** Hangs up, with a reset or in order, and waits until nothing is left. */
  hangUp: (isReset: boolean) => Promise<void>;
};

const patienceMs = 20_000;
/** Words that only a library would use. */
const foreignWords = /Invalid input|Unrecognized|Too (big|small)|expected|received|\bat \/|Error:/;
const lastWord = 'the end';

type Frame = { op?: unknown; code?: unknown; message?: unknown };

/**
 * `first` goes out in one packet with the handshake. Whatever the relay must not say makes all that
 * is awaited reject.
 */
export async function openFuzzSocket(url: string, first?: Buffer): Promise<FuzzSocket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  const opened = Promise.withResolvers<void>();
  const seated = Promise.withResolvers<void>();
  const settled = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const all = [opened, seated, settled, closed];
  for (const { promise } of all) promise.catch(() => undefined);
  const fail = (why: string) => all.forEach(({ reject }) => reject(new Error(why)));
  const reader = new FrameReader((opcode, buffer, start, end) => {
    if (opcode === 8) return void socket.destroy();
    const text = buffer.toString('utf8', start, end);
    if (opcode === 10 && text === lastWord) settled.resolve();
    if (opcode !== 1) return;
    const trouble = judge(text);
    if (trouble) fail(trouble);
    if (text === '{"op":"caught_up"}') seated.resolve();
  });
  let head: Buffer | null = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    if (head === null) return reader.read(chunk);
    head = Buffer.concat([head, chunk]);
    const at = head.indexOf('\r\n\r\n');
    if (at < 0) return;
    const rest = head.subarray(at + 4);
    if (!head.toString('latin1').startsWith('HTTP/1.1 101')) fail('no upgrade');
    head = null;
    opened.resolve();
    reader.read(rest);
  });
  socket.on('error', () => undefined);
  socket.once('close', () => {
    for (const { reject } of [opened, seated]) reject(new Error('it was closed'));
    settled.resolve();
    closed.resolve();
  });
  const lines = Buffer.from(`${handshakeLines().join('\r\n')}\r\n\r\n`);
  socket.write(first ? Buffer.concat([lines, first]) : lines);
  await inTime(opened.promise, 'no handshake');
  return {
    write: (bytes) => void socket.write(bytes),
    seated: () => inTime(seated.promise, 'not caught up'),
    settled() {
      socket.write(encodeRaw({ opcode: 9, payload: lastWord }));
      return inTime(settled.promise, 'not settled');
    },
    hangUp(isReset) {
      if (isReset) socket.resetAndDestroy();
      else socket.end();
      return inTime(closed.promise, 'not closed');
    },
    [Symbol.dispose]: () => void socket.destroy(),
  };
}

/** What is wrong with a frame; null when nothing is. */
function judge(text: string): string | null {
  const frame = JSON.parse(text) as Frame;
  if (typeof frame.op !== 'string') return `it said ${text}`;
  if (frame.op !== 'error') return null;
  const { code, message } = frame;
  const isFine = isErrorCode(code) && code !== 'internal' && typeof message === 'string';
  return isFine && !foreignWords.test(message) ? null : `it said ${text}`;
}

async function inTime(work: Promise<void>, what: string): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`${what} within ${patienceMs} ms`)),
    patienceMs,
  );
  try {
    await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

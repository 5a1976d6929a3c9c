import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

export type RawFrame = {
  opcode?: number;
  payload?: Buffer | string;
  isFinal?: boolean;
  isMasked?: boolean;
  reserved?: number;
  /** What the header says, when that is not the payload's length. */
  claimedLength?: number;
};

/** A websocket without any library: bytes as they are on the wire (RFC 6455, 5.2). */
export type RawSocket = Disposable & {
  socket: Socket;
  send: (frame: RawFrame) => void;
  write: (bytes: Buffer | string) => void;
  /** Everything that came since the handshake. */
  bytes: () => Buffer;
  /** The code of the close frame, or null when the connection ended without one. */
  closed: Promise<number | null>;
};

/** Opens a connection and sends these lines; resolves with all that came when it ended. */
export async function askRaw(url: string, lines: string[]): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  const parts: Buffer[] = [];
  socket.on('data', (part) => parts.push(part));
  socket.on('error', () => undefined);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(parts).toString('latin1');
}

export function handshakeLines(headers: Record<string, string> = {}, path = '/ws'): string[] {
  const all: Record<string, string> = {
    Host: '127.0.0.1',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    ...headers,
  };
  return [`GET ${path} HTTP/1.1`, ...Object.entries(all).map(([name, text]) => `${name}: ${text}`)];
}

export async function openRawSocket(url: string): Promise<RawSocket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  let bytes: Buffer = Buffer.alloc(0);
  socket.on('data', (part: Buffer) => (bytes = Buffer.concat([bytes, part])));
  socket.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
  socket.write(`${handshakeLines().join('\r\n')}\r\n\r\n`);
  while (!bytes.includes('\r\n\r\n')) await new Promise((resolve) => setTimeout(resolve, 5));
  if (!bytes.toString('latin1').startsWith('HTTP/1.1 101')) throw new Error('no upgrade');
  bytes = bytes.subarray(bytes.indexOf('\r\n\r\n') + 4);
  return {
    socket,
    send: (frame) => void socket.write(encodeRaw(frame)),
    write: (text) => void socket.write(text),
    bytes: () => bytes,
    closed: ended.then(() => closeCodeIn(bytes)),
    [Symbol.dispose]: () => void socket.destroy(),
  };
}

export function encodeRaw(frame: RawFrame): Buffer {
  const { opcode = 1, isFinal = true, isMasked = true, reserved = 0 } = frame;
  const payload = Buffer.from(frame.payload ?? '');
  const length = frame.claimedLength ?? payload.length;
  const first = (isFinal ? 0x80 : 0) | (reserved << 4) | opcode;
  const marked = isMasked ? 0x80 : 0;
  const header =
    length < 126
      ? Buffer.from([first, marked | length])
      : Buffer.from([first, marked | 127, ...encodeLength(length)]);
  if (!isMasked) return Buffer.concat([header, payload]);
  const mask = randomBytes(4);
  const masked = payload.map((byte, index) => byte ^ mask[index % 4]!);
  return Buffer.concat([header, mask, masked]);
}

function encodeLength(length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(length));
  return bytes;
}

/** The whole frames that a server's bytes hold, in order. */
export function decodeFrames(bytes: Buffer): { opcode: number; payload: Buffer }[] {
  const frames = [];
  for (let at = 0; at + 2 <= bytes.length;) {
    const opcode = bytes[at]! & 0x0f;
    const short = bytes[at + 1]! & 0x7f;
    const start = at + 2 + (short === 126 ? 2 : short === 127 ? 8 : 0);
    if (start > bytes.length) break;
    const length =
      short === 126
        ? bytes.readUInt16BE(at + 2)
        : short === 127
          ? Number(bytes.readBigUInt64BE(at + 2))
          : short;
    if (start + length > bytes.length) break;
    frames.push({ opcode, payload: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return frames;
}

function closeCodeIn(bytes: Buffer): number | null {
  const close = decodeFrames(bytes).find(({ opcode }) => opcode === 8);
  if (!close) return null;
  return close.payload.length >= 2 ? close.payload.readUInt16BE(0) : 1005;
}

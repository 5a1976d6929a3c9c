import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

export type RawFrame = {
  opcode?: number;
  payload?: Buffer | string;
  isFinal?: boolean;
  isMasked?: boolean;
  reserved?: number;
  /** What the header says, when that is not the payload's length. */
  claimedLength?: number | bigint;
  /** Bytes of extended length; as few as will do unless said otherwise. */
  lengthBytes?: 0 | 2 | 8;
  /** Four bytes; random unless given. */
  mask?: Buffer;
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
  return askUntil(url, lines, () => false);
}

/** The same, but resolves as soon as the head of the answer is there. */
export async function askHead(url: string, lines: string[]): Promise<string> {
  return askUntil(url, lines, (answer) => answer.includes('\r\n\r\n'));
}

async function askUntil(
  url: string,
  lines: string[],
  isEnough: (answer: Buffer) => boolean,
): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  let answer: Buffer = Buffer.alloc(0);
  socket.on('data', (part: Buffer) => {
    answer = Buffer.concat([answer, part]);
    if (isEnough(answer)) socket.destroy();
  });
  socket.on('error', () => undefined);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  await new Promise((resolve) => socket.once('close', resolve));
  return answer.toString('latin1');
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

export type RawSocketOptions = {
  headers?: Record<string, string>;
  /** What goes out in one packet with the handshake. */
  first?: Buffer;
};

export async function openRawSocket(
  url: string,
  { headers, first = Buffer.alloc(0) }: RawSocketOptions = {},
): Promise<RawSocket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  let bytes: Buffer = Buffer.alloc(0);
  socket.on('data', (part: Buffer) => (bytes = Buffer.concat([bytes, part])));
  socket.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
  socket.write(
    Buffer.concat([Buffer.from(`${handshakeLines(headers).join('\r\n')}\r\n\r\n`), first]),
  );
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
  const length = BigInt(frame.claimedLength ?? payload.length);
  const lengthBytes = frame.lengthBytes ?? fewestBytes(length);
  const first = (isFinal ? 0x80 : 0) | (reserved << 4) | opcode;
  const short = lengthBytes === 0 ? Number(length) : lengthBytes === 2 ? 126 : 127;
  const header = Buffer.alloc(2 + lengthBytes);
  header.set([first, (isMasked ? 0x80 : 0) | short]);
  if (lengthBytes === 2) header.writeUInt16BE(Number(length), 2);
  if (lengthBytes === 8) header.writeBigUInt64BE(length, 2);
  if (!isMasked) return Buffer.concat([header, payload]);
  const mask = frame.mask ?? randomBytes(4);
  const masked = payload.map((byte, index) => byte ^ mask[index % 4]!);
  return Buffer.concat([header, mask, masked]);
}

function fewestBytes(length: bigint): 0 | 2 | 8 {
  if (length < 126n) return 0;
  return length <= 0xffffn ? 2 : 8;
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

import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { pongFrame } from './client-frame.ts';
import { FrameReader, type OnFrame } from './frame-reader.ts';

export type WireOptions = {
  /** `ws://host:port/path` */
  url: string;
  /** Text (1) and binary (2) frames, and close (8); pings are answered here. */
  onFrame: OnFrame;
  /** The connection ended, whoever ended it; once. */
  onClose: () => void;
};

export type WireSocket = Disposable & {
  write: (frame: Buffer) => void;
  /** The connection's own port. */
  localPort: number;
};

/** What all sockets of this process read into, one after the other. */
const readBuffer = Buffer.allocUnsafeSlow(256 * 1024);
const headEnd = '\r\n\r\n';

/** Opens a websocket over nothing but TCP. Rejects when the server does not upgrade. */
export function openWire({ url, onFrame, onClose }: WireOptions): Promise<WireSocket> {
  const { hostname, port, host, pathname, search } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<WireSocket>();
  const reader = new FrameReader((opcode, buffer, start, end) => {
    if (opcode === 9) socket.write(pongFrame(Buffer.from(buffer.subarray(start, end))));
    else if (opcode !== 10) onFrame(opcode, buffer, start, end);
  });
  let head: string | null = '';
  const take = (chunk: Buffer) => {
    if (head === null) return reader.read(chunk);
    head += chunk.toString('latin1');
    const end = head.indexOf(headEnd);
    if (end < 0) return;
    const rest = Buffer.from(head.slice(end + headEnd.length), 'latin1');
    if (!head.startsWith('HTTP/1.1 101')) {
      reject(new Error(`no upgrade: ${head.slice(0, head.indexOf('\r\n'))}`));
      return void socket.destroy();
    }
    head = null;
    resolve({
      write: (frame) => void socket.write(frame),
      localPort: socket.localPort ?? 0,
      [Symbol.dispose]: () => void socket.destroy(),
    });
    if (rest.length > 0) reader.read(rest);
  };
  const socket = connect({
    host: hostname,
    port: Number(port),
    noDelay: true,
    onread: {
      buffer: readBuffer,
      callback: (bytes, buffer) => {
        take((buffer as Buffer).subarray(0, bytes));
        return true;
      },
    },
  });
  socket.on('error', reject);
  socket.once('close', () => {
    reject(new Error('closed before the upgrade'));
    onClose();
  });
  const lines = [
    `GET ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
  ];
  socket.write(`${lines.join('\r\n')}${headEnd}`);
  return promise;
}

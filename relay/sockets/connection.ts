import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { closeCodes } from '../../internal/contract/frames.ts';
import type { Figures } from '../figures.ts';
import { encodePong, pingFrame } from '../frames/encode-frame.ts';
import type { Limits } from '../limits.ts';
import { Bucket } from './bucket.ts';
import { Outbox } from './outbox.ts';
import type { Turn } from './turn.ts';

const floodedCloseMs = 500;
/** Behind what it does not read, it will hardly read a close frame. */
const cutCloseMs = 2000;

export type ConnectionOptions = {
  ws: WebSocket;
  raw: Duplex;
  turn: Turn;
  figures: Figures;
  limits: Limits;
  framesPerSecond: number;
  requestId: string;
  address: string;
};

/** A websocket as bytes and frames; who sits behind it is the session's matter. */
export class Connection {
  readonly ws: WebSocket;
  readonly outbox: Outbox;
  readonly bucket: Bucket;
  readonly requestId: string;
  readonly address: string;
  readonly openedAtMs = performance.now();
  /** When the last whole frame of any kind came in. */
  heardAtMs = this.openedAtMs;
  framesIn = 0;
  badFrames = 0;
  /** Which beat of the heartbeat pings it. */
  pingSlot = 0;
  isClosing = false;
  /** Called once, as soon as it begins to close. */
  onClosing: () => void = () => {};
  readonly #raw: Duplex;
  readonly #figures: Figures;
  #closeCode = 0;

  constructor(options: ConnectionOptions) {
    const { ws, raw, turn, figures, limits, framesPerSecond } = options;
    this.ws = ws;
    this.#raw = raw;
    this.#figures = figures;
    this.requestId = options.requestId;
    this.address = options.address;
    this.bucket = new Bucket(
      framesPerSecond,
      limits.frameBurstS,
      limits.frameDebtS,
      this.openedAtMs,
    );
    const { maxWaitingBytes } = limits;
    const onOverflow = () => this.cut('reads too slowly');
    this.outbox = new Outbox({ ws, raw, turn, figures, maxWaitingBytes, onOverflow });
  }

  /** The code this relay closed it with, or the client's, or 1006 when it just went away. */
  get closeCode(): number {
    return this.#closeCode;
  }

  ping(): void {
    this.outbox.add(pingFrame);
  }

  pong(payload: Buffer): void {
    this.outbox.add(encodePong(payload));
  }

  /** Sends what waits, then the close frame. The reason is for people who read programs' logs. */
  close(code: number, reason: string): void {
    if (this.isClosing) return;
    this.outbox.flush();
    this.#beginClosing(code);
    this.ws.close(code, reason);
    if (code !== closeCodes.tooFast) return;
    // Whoever floods is not listened to while the close frame goes out.
    this.ws.pause();
    this.#endIn(floodedCloseMs);
  }

  #endIn(limitMs: number): void {
    setTimeout(() => this.#raw.destroy(), limitMs).unref();
  }

  /** For who cannot keep up: what waits is dropped, and the client resumes later. */
  cut(reason: string): void {
    if (this.isClosing) return;
    this.#figures.cuts++;
    this.#beginClosing(closeCodes.tryLater);
    this.ws.close(closeCodes.tryLater, reason);
    this.#endIn(cutCloseMs);
  }

  /** Nothing of it is left, here at least. */
  isGone(): boolean {
    return this.#raw.destroyed;
  }

  destroy(): void {
    this.#beginClosing(1006);
    this.#raw.destroy();
  }

  /** The other side closed it, or the network did. */
  ended(code: number): void {
    this.#beginClosing(code);
  }

  #beginClosing(code: number): void {
    if (this.isClosing) return;
    this.isClosing = true;
    this.#closeCode = code;
    this.outbox.shut();
    this.onClosing();
  }
}

import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { Figures } from '../figures.ts';
import type { Flushable, Turn } from './turn.ts';

export type OutboxOptions = {
  raw: Duplex;
  ws: WebSocket;
  turn: Turn;
  figures: Figures;
  maxWaitingBytes: number;
  /** The reader cannot keep up; the outbox takes nothing more. */
  onOverflow: () => void;
};

/**
 * What one socket is to be sent: whole frames, written at most once a turn straight to the
 * connection. `ws` writes its own control frames to the same stream, each in one go, so neither can
 * stand inside the other.
 */
export class Outbox implements Flushable {
  readonly #options: OutboxOptions;
  #waiting: Buffer[] = [];
  #isShut = false;
  #written = 0;
  /** How much had been written at some time; when that has gone out, a later time counts. */
  #markedBytes = 0;
  #markedAtMs = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** `buffer` holds `frames` whole frames and may be shared with other sockets. */
  add(buffer: Buffer, frames = 1): void {
    if (this.#isShut) return;
    this.#options.figures.framesOut += frames;
    if (this.#waiting.push(buffer) === 1) this.#options.turn.touchOutbox(this);
  }

  flush(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    const { raw, ws, figures, maxWaitingBytes, onOverflow } = this.#options;
    const buffer = waiting.length === 1 ? waiting[0]! : Buffer.concat(waiting);
    waiting.length = 0;
    const isOpen = ws.readyState === WebSocket.OPEN;
    if (!isOpen || raw.writableLength + buffer.length > maxWaitingBytes) {
      this.shut();
      if (isOpen) onOverflow();
      return;
    }
    figures.writes++;
    figures.bytesOut += buffer.length;
    this.#written += buffer.length;
    raw.write(buffer);
  }

  /** Bytes that were written and that the connection has not taken. */
  get heldBytes(): number {
    return this.#options.raw.writableLength;
  }

  /** True when something that was written `limitMs` ago has not gone out; asked again and again. */
  isStalled(nowMs: number, limitMs: number): boolean {
    const held = this.heldBytes;
    if (held === 0) return false;
    if (this.#written - held < this.#markedBytes) return nowMs - this.#markedAtMs >= limitMs;
    this.#markedBytes = this.#written;
    this.#markedAtMs = nowMs;
    return false;
  }

  /**
   * True when what was written has not all gone out; `drain` of the connection tells when it has.
   */
  isBehind(): boolean {
    return this.#options.raw.writableNeedDrain;
  }

  /** Nothing is taken or written any more. */
  shut(): void {
    this.#isShut = true;
    this.#waiting = [];
  }
}

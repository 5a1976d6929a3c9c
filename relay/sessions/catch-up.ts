import { setImmediate as turnEnds, setTimeout as sleep } from 'node:timers/promises';
import { maxPageEntries } from '../../internal/contract/channels.ts';
import { maxBatchBytes } from '../../internal/contract/messages.ts';
import type { Seat } from '../channels/channel-log.ts';
import type { PastReader } from '../channels/past-reader.ts';
import { sliceChunk } from '../channels/ring.ts';
import type { Figures } from '../figures.ts';
import { encodeFrame } from '../frames/encode-frame.ts';
import type { Outbox } from '../sockets/outbox.ts';

const logWaitMs = 20;
const maxLogWaitMs = 5000;

export type CatchUpOptions = {
  outbox: Outbox;
  figures: Figures;
  past: PastReader;
  /** Nothing can be read for so long that the client had better come again. */
  onFailure: (error: unknown) => void;
};

/**
 * Brings one socket's seats to the present, one after the other, from the ring or in pages from the
 * database, no faster than the socket drains. A seat that has arrived goes live in the same turn,
 * so nothing is missed in between and nothing comes twice.
 */
export class CatchUp {
  readonly #options: CatchUpOptions;
  #last: Promise<void> = Promise.resolve();
  #wake: (() => void) | null = null;
  #isEnded = false;
  /** Since when it waits for the socket to drain; null when it does not. */
  waitsSinceMs: number | null = null;

  constructor(options: CatchUpOptions) {
    this.#options = options;
  }

  /** Resolves when the seat is live or gone. */
  bring(seat: Seat): Promise<void> {
    const brought = this.#last.then(() => this.#bring(seat));
    this.#last = brought;
    return brought;
  }

  /** Resolves when every seat that was given so far is live or gone. */
  settled(): Promise<void> {
    return this.#last;
  }

  onDrain(): void {
    this.#wake?.();
  }

  end(): void {
    this.#isEnded = true;
    this.#wake?.();
  }

  async #bring(seat: Seat): Promise<void> {
    try {
      let isReplay = false;
      while (!seat.isGone && !this.#isEnded) {
        if (seat.cursor === seat.log.flushed) break;
        if (seat.cursor > seat.log.flushed) await this.#waitForLog(seat);
        else if (!this.#fromRing(seat)) await this.#fromPast(seat);
        isReplay = true;
        await this.#drained();
      }
      if (isReplay) this.#options.figures.resumes++;
      if (!this.#isEnded) seat.log.goLive(seat);
    } catch (error) {
      this.#options.onFailure(error);
    }
  }

  /** The client has what this relay has not heard of yet; it comes within moments. */
  async #waitForLog(seat: Seat): Promise<void> {
    const { log, cursor } = seat;
    log.announce(cursor);
    const deadlineMs = performance.now() + maxLogWaitMs;
    while (log.flushed < seat.cursor && performance.now() < deadlineMs) {
      await sleep(logWaitMs);
      if (seat.isGone || this.#isEnded) return;
    }
    if (seat.cursor === cursor && log.flushed < cursor) this.#reset(seat);
  }

  /** What the client holds is not what the database holds: it begins anew. */
  #reset(seat: Seat): void {
    this.#options.outbox.add(encodeFrame({ op: 'reset', channel_id: seat.log.id }));
    seat.cursor = seat.log.flushed;
  }

  #fromRing(seat: Seat): boolean {
    const { log, cursor } = seat;
    const part = log.ring.read(cursor, log.flushed, maxPageEntries, maxBatchBytes);
    if (!part) return false;
    for (const [index, buffer] of part.buffers.entries()) {
      this.#options.outbox.add(buffer, index === 0 ? part.frames : 0);
    }
    seat.cursor = part.last;
    this.#options.figures.resumedFromRing += part.frames;
    return true;
  }

  async #fromPast(seat: Seat): Promise<void> {
    const { log, cursor } = seat;
    const chunk = await this.#options.past.read(log, cursor);
    if (seat.isGone || this.#isEnded || seat.cursor !== cursor) return;
    if (!chunk) return this.#reset(seat);
    const { buffer, frames } = sliceChunk(chunk, cursor + 1, log.flushed, maxPageEntries);
    this.#options.outbox.add(buffer, frames);
    seat.cursor += frames;
    this.#options.figures.resumedFromPages += frames;
  }

  /** After this turn's write, and when the connection has taken it. */
  async #drained(): Promise<void> {
    await turnEnds();
    while (this.#options.outbox.isBehind() && !this.#isEnded) {
      this.waitsSinceMs ??= performance.now();
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
    this.#wake = null;
    this.waitsSinceMs = null;
  }
}

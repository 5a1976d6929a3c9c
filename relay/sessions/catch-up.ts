import { setImmediate as turnEnds, setTimeout as sleep } from 'node:timers/promises';
import { maxPageEntries } from '../../internal/contract/channels.ts';
import { closeCodes } from '../../internal/contract/frames.ts';
import { maxBatchBytes } from '../../internal/contract/messages.ts';
import type { Log } from '../../internal/log/log.ts';
import type { Seat } from '../channels/channel-log.ts';
import type { PastReader } from '../channels/past-reader.ts';
import { sliceChunk } from '../channels/ring.ts';
import type { Figures } from '../figures.ts';
import { encodeFrame } from '../frames/encode-frame.ts';
import type { Connection } from '../sockets/connection.ts';

const logWaitMs = 20;
/** How often the database is asked whether there is anything to wait for. */
const askEveryMs = 5000;

/** What the sockets of a relay share, and this one's way out. */
export type CatchUpCare = { figures: Figures; past: PastReader; log: Log };
type Way = Pick<Connection, 'outbox' | 'close' | 'requestId'>;

/**
 * Brings one socket's seats to the present, one after the other, from the ring or in pages from the
 * database, no faster than the socket drains. A seat that has arrived goes live in the same turn,
 * so nothing is missed in between and nothing comes twice.
 */
export class CatchUp {
  readonly #care: CatchUpCare;
  readonly #way: Way;
  #last: Promise<void> = Promise.resolve();
  #wake: (() => void) | null = null;
  #isEnded = false;

  constructor(care: CatchUpCare, way: Way) {
    this.#care = care;
    this.#way = way;
  }

  /** Resolves when the seat is live or gone. */
  bring(seat: Seat): Promise<void> {
    return this.inTurn(() => this.#bring(seat));
  }

  /** Runs `work` when all that was asked for before it is done: one thing at a time is sent. */
  inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
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
    // It stands where the others do; its own position is from when it began to.
    if (seat.log.isLive(seat)) return;
    try {
      let isReplay = false;
      while (!seat.isGone && !this.#isEnded) {
        if (seat.cursor === seat.log.flushed) break;
        if (seat.cursor > seat.log.flushed) await this.#waitForLog(seat);
        else if (!this.#fromRing(seat)) await this.#fromPast(seat);
        isReplay = true;
        await this.drained();
      }
      if (isReplay) this.#care.figures.resumes++;
      if (!this.#isEnded) seat.log.goLive(seat);
    } catch (error) {
      const { log } = this.#care;
      log.warn({ err: error, request_id: this.#way.requestId }, 'replay failed');
      // Nothing can be read for so long that the client had better come again.
      this.#way.close(closeCodes.tryLater, 'try again in a moment');
    }
  }

  /**
   * The client has what this relay has not heard of yet. It comes within moments, unless the relay
   * has much to catch up with itself; or never, when it is not what the database holds.
   */
  async #waitForLog(seat: Seat): Promise<void> {
    const { log, cursor } = seat;
    const isBehind = () => seat.cursor === cursor && log.flushed < cursor;
    log.announce(cursor);
    for (let askAtMs = performance.now() + askEveryMs; isBehind(); await sleep(logWaitMs)) {
      if (seat.isGone || this.#isEnded) return;
      if (performance.now() < askAtMs) continue;
      const head = await this.#care.past.readHead(log);
      if (head < cursor && isBehind()) return this.#reset(seat);
      log.announce(cursor);
      askAtMs = performance.now() + askEveryMs;
    }
  }

  /** What the client holds is not what the database holds: it begins anew. */
  #reset(seat: Seat): void {
    this.#way.outbox.add(encodeFrame({ op: 'reset', ...seat.address }));
    seat.cursor = seat.log.flushed;
  }

  #fromRing(seat: Seat): boolean {
    const { log, cursor } = seat;
    const part = log.ring.read(cursor, log.flushed, maxPageEntries, maxBatchBytes);
    if (!part) return false;
    for (const [index, buffer] of part.buffers.entries()) {
      this.#way.outbox.add(buffer, index === 0 ? part.frames : 0);
    }
    seat.cursor = part.last;
    this.#care.figures.resumedFromRing += part.frames;
    return true;
  }

  async #fromPast(seat: Seat): Promise<void> {
    const { log, cursor } = seat;
    const chunk = await this.#care.past.read(log, cursor);
    if (seat.isGone || this.#isEnded || seat.cursor !== cursor) return;
    if (!chunk) return this.#reset(seat);
    const { buffer, frames } = sliceChunk(chunk, cursor + 1, log.flushed, maxPageEntries);
    this.#way.outbox.add(buffer, frames);
    seat.cursor += frames;
    this.#care.figures.resumedFromPages += frames;
  }

  /** After this turn's write, and when the connection has taken it. For what runs in turn. */
  async drained(): Promise<void> {
    await turnEnds();
    while (this.#way.outbox.isBehind() && !this.#isEnded) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
    this.#wake = null;
  }
}

import { maxPageEntries } from '../../internal/contract/channels.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { Client } from '../../internal/contract/types.ts';
import { encodeTexts } from '../frames/encode-frame.ts';
import { presentEntry } from '../frames/present-entry.ts';
import { Gate } from '../gate.ts';
import { retryWhileUnavailable } from '../retry.ts';
import type { ChannelLog } from './channel-log.ts';
import type { Healer } from './healer.ts';
import { blockStart, PastShelf } from './past-shelf.ts';
import type { Chunk } from './ring.ts';

export type PastReaderOptions = {
  call: Client<'relay'>;
  healer: Healer;
  pagesInFlight: number;
  maxWaitingPages: number;
  readPatienceMs: number;
  /** Bytes of old entries that are kept for whoever looks next. */
  pastBytes: number;
};

/**
 * Reads what lies before the rings, once for all seats of a channel that stand at the same place:
 * when a relay has died, everybody in a room misses the same.
 */
export class PastReader {
  readonly #options: PastReaderOptions;
  readonly #gate: Gate;
  #shelf: PastShelf;
  readonly #reading = new Map<string, Promise<Chunk | null>>();

  constructor(options: PastReaderOptions) {
    this.#options = options;
    this.#gate = new Gate(options.pagesInFlight, options.maxWaitingPages);
    this.#shelf = new PastShelf(options.pastBytes);
  }

  get bytes(): number {
    return this.#shelf.bytes;
  }

  /** Messages of this channel read otherwise now: that of `seq`, or any. */
  forgetPart(channelId: string, seq?: number): void {
    this.#shelf.forget(channelId, seq);
  }

  /** After a restore from backup the same numbers stand for other entries. */
  forget(): void {
    this.#shelf = new PastShelf(this.#options.pastBytes);
  }

  /**
   * Frames that hold the one that follows `after`, and more behind it, perhaps before it too; null
   * when there is nothing. Seats whose person turns out to be no member any more are gone when this
   * resolves.
   */
  async read(log: ChannelLog, after: number, limit = maxPageEntries): Promise<Chunk | null> {
    const start = blockStart(after + 1);
    // A block that still grows is nobody's to keep.
    if (start + maxPageEntries > log.flushed) return this.#readOnce(log, after, limit);
    const shelf = this.#shelf;
    const known = shelf.find(log.id, start);
    if (known) return known;
    const { rewritten } = log;
    const block = await this.#readOnce(log, start, maxPageEntries);
    const last = block ? block.first + block.offsets.length - 1 : 0;
    // Large entries end a page before its block does.
    if (!block || last <= after) return this.#readOnce(log, after, limit);
    if (log.rewritten === rewritten) shelf.keep(log.id, start, block);
    return block;
  }

  /** How far the log goes in the database, whatever this relay has heard of. */
  async readHead(log: ChannelLog): Promise<number> {
    const { call, readPatienceMs } = this.#options;
    const ask = () => call.channels.readHeads({ channels: [log.id] });
    const { heads } = await retryWhileUnavailable(ask, readPatienceMs);
    return heads[log.id] ?? 0;
  }

  #readOnce(log: ChannelLog, after: number, limit: number): Promise<Chunk | null> {
    const key = `${log.id} ${after} ${limit}`;
    const running = this.#reading.get(key);
    if (running) return running;
    const reading = this.#gate
      .run(() => this.#readPage(log, after, limit))
      .finally(() => this.#reading.delete(key));
    this.#reading.set(key, reading);
    return reading;
  }

  async #readPage(log: ChannelLog, after: number, limit: number): Promise<Chunk | null> {
    const { call, healer, readPatienceMs } = this.#options;
    const wish = { channel_id: log.id, after, ...(limit < maxPageEntries ? { limit } : {}) };
    const { rewritten } = log;
    const ask = () => call.channels.readGap(wish);
    const page = await retryWhileUnavailable(ask, readPatienceMs).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
      log.vanish(performance.now());
      return null;
    });
    if (!page) return null;
    if (page.member_version > log.memberVersion) await healer.rereadMembers(log);
    const entries = page.entries
      .slice(0, limit)
      .filter((entry, index) => entry.seq === after + 1 + index);
    if (entries.length === 0) return null;
    const texts = entries.map((entry) => JSON.stringify(presentEntry(log.outsideId, entry)));
    const chunk = { first: after + 1, ...encodeTexts(texts) };
    if (log.rewritten === rewritten) log.ring.prepend(chunk, log.head);
    return chunk;
  }
}

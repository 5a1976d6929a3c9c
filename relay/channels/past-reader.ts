import { maxPageEntries } from '../../internal/contract/channels.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { Client } from '../../internal/contract/types.ts';
import { encodeTexts } from '../frames/encode-frame.ts';
import { presentEntry } from '../frames/present-entry.ts';
import { Gate } from '../gate.ts';
import { retryWhileUnavailable } from '../retry.ts';
import type { ChannelLog } from './channel-log.ts';
import type { Healer } from './healer.ts';
import type { Chunk } from './ring.ts';

export type PastReaderOptions = {
  call: Client<'relay'>;
  healer: Healer;
  pagesInFlight: number;
  maxWaitingPages: number;
  readPatienceMs: number;
};

/**
 * Reads what lies before the rings, once for all seats of a channel that stand at the same place:
 * when a relay has died, everybody in a room misses the same.
 */
export class PastReader {
  readonly #options: PastReaderOptions;
  readonly #gate: Gate;
  readonly #reading = new Map<string, Promise<Chunk | null>>();

  constructor(options: PastReaderOptions) {
    this.#options = options;
    this.#gate = new Gate(options.pagesInFlight, options.maxWaitingPages);
  }

  /**
   * The frames of a page that follows `after`; null when there is nothing. Seats whose person turns
   * out to be no member any more are gone when this resolves.
   */
  read(log: ChannelLog, after: number): Promise<Chunk | null> {
    const key = `${log.id} ${after}`;
    const running = this.#reading.get(key);
    if (running) return running;
    const reading = this.#gate
      .run(() => this.#readPage(log, after))
      .finally(() => this.#reading.delete(key));
    this.#reading.set(key, reading);
    return reading;
  }

  async #readPage(log: ChannelLog, after: number): Promise<Chunk | null> {
    const { call, healer, readPatienceMs } = this.#options;
    const ask = () => call.channels.readGap({ channel_id: log.id, after });
    const page = await retryWhileUnavailable(ask, readPatienceMs).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
      log.vanish(performance.now());
      return null;
    });
    if (!page) return null;
    if (page.member_version > log.memberVersion) await healer.rereadMembers(log);
    const entries = page.entries
      .slice(0, maxPageEntries)
      .filter((entry, index) => entry.seq === after + 1 + index);
    if (entries.length === 0) return null;
    const texts = entries.map((entry) => JSON.stringify(presentEntry(log.id, entry)));
    const chunk = { first: after + 1, ...encodeTexts(texts) };
    log.ring.prepend(chunk, log.head);
    return chunk;
  }
}

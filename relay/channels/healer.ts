import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../internal/contract/errors.ts';
import type { Client } from '../../internal/contract/types.ts';
import type { Log } from '../../internal/log/log.ts';
import type { Figures } from '../figures.ts';
import type { ChannelLog } from './channel-log.ts';

const firstWaitMs = 50;
const maxWaitMs = 1000;

export type HealerOptions = {
  call: Client<'relay'>;
  log: Log;
  figures: Figures;
  reorderWaitMs: number;
};

/**
 * Fetches what a log misses, entries or members, until it has it; one fetch of a kind at a time.
 */
export class Healer implements Disposable {
  readonly #options: HealerOptions;
  readonly #gaps = new Set<ChannelLog>();
  readonly #rereads = new Map<ChannelLog, Promise<void>>();
  #isEnded = false;

  constructor(options: HealerOptions) {
    this.#options = options;
  }

  /** Waits for what may only be late, then fetches it. */
  fillGap(log: ChannelLog): void {
    if (this.#gaps.has(log)) return;
    this.#gaps.add(log);
    setTimeout(() => void this.#fill(log), this.#options.reorderWaitMs);
  }

  /** Resolves when the log's members have been read. */
  rereadMembers(log: ChannelLog): Promise<void> {
    const running = this.#rereads.get(log);
    if (running) return running;
    const reread = this.#reread(log).finally(() => {
      this.#rereads.delete(log);
      log.advance();
    });
    this.#rereads.set(log, reread);
    return reread;
  }

  async #fill(log: ChannelLog): Promise<void> {
    await this.#persist(log, async () => {
      if (!log.hasGap()) return true;
      this.#options.figures.gaps++;
      const before = log.head;
      const page = await this.#options.call.channels.readGap({
        channel_id: log.id,
        after: log.head,
      });
      if (page.head < log.announced) log.announced = Math.max(page.head, log.head);
      log.receive(page.entries, page.member_version);
      await this.#rereads.get(log);
      if (log.hasGap() && log.head === before) await sleep(firstWaitMs);
      return !log.hasGap();
    });
    this.#gaps.delete(log);
    if (log.hasGap() && !this.#isEnded) this.fillGap(log);
  }

  async #reread(log: ChannelLog): Promise<void> {
    await this.#persist(log, async () => {
      this.#options.figures.memberRereads++;
      const read = await this.#options.call.channels.readMembers({ channel_id: log.id });
      log.setMembers(read.member_version, new Set(read.members), performance.now());
      return true;
    });
  }

  /** Until `work` says it is done, or the channel is found to be gone: then nobody is in it. */
  async #persist(log: ChannelLog, work: () => Promise<boolean>): Promise<void> {
    let waitMs = firstWaitMs;
    while (!this.#isEnded) {
      try {
        if (await work()) return;
      } catch (error) {
        if (error instanceof AppError && error.code === 'not_found') {
          log.vanish(performance.now());
          return;
        }
        this.#options.log.warn({ err: error, channel: log.id }, 'channel not healed yet');
        await sleep(waitMs, undefined, { ref: false });
        waitMs = Math.min(maxWaitMs, waitMs * 2);
      }
    }
  }

  [Symbol.dispose](): void {
    this.#isEnded = true;
  }
}

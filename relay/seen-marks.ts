import type { Client } from '../internal/contract/types.ts';
import type { Log } from '../internal/log/log.ts';

const maxMarks = 1000;

export type Mark = { login: string; channel_id: string; seq: number };

export type SeenMarksOptions = {
  call: Client<'relay'>;
  log: Log;
  seenIntervalMs: number;
  /** Tells the people in the channel. */
  publish: (channelId: string, person: string, seq: number) => void;
};

type Pending = { mark: Mark; person: string; toldSeq: number };

/**
 * How far people have read. The first mark of an interval is told to the others at once, the last
 * when it ends, and dbmgr hears the last alone.
 */
export class SeenMarks {
  readonly #options: SeenMarksOptions;
  #pending = new Map<string, Pending>();
  #timer: NodeJS.Timeout | null = null;
  #sending: Promise<void> = Promise.resolve();

  constructor(options: SeenMarksOptions) {
    this.#options = options;
  }

  add(mark: Mark, person: string): void {
    const key = `${mark.login} ${mark.channel_id}`;
    const known = this.#pending.get(key);
    if (known) {
      known.mark.seq = Math.max(known.mark.seq, mark.seq);
      return;
    }
    this.#pending.set(key, { mark, person, toldSeq: mark.seq });
    this.#options.publish(mark.channel_id, person, mark.seq);
    this.#timer ??= setTimeout(() => void this.flush(), this.#options.seenIntervalMs);
  }

  /** Resolves when dbmgr was told of every mark that was added before. */
  async flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const pending = [...this.#pending.values()];
    this.#pending = new Map();
    for (const { mark, person, toldSeq } of pending) {
      if (mark.seq > toldSeq) this.#options.publish(mark.channel_id, person, mark.seq);
    }
    const before = this.#sending;
    this.#sending = this.#send(pending).then(() => before);
    await this.#sending;
  }

  /** A mark that is lost costs no more than an unread count; it is not sent twice. */
  async #send(pending: readonly Pending[]): Promise<void> {
    for (let start = 0; start < pending.length; start += maxMarks) {
      const marks = pending.slice(start, start + maxMarks).map(({ mark }) => mark);
      await this.#options.call.channels.markSeen({ marks }).catch((error: unknown) => {
        this.#options.log.warn({ err: error, marks: marks.length }, 'seen marks lost');
      });
    }
  }
}

import { failpoint } from '../../internal/process/failpoint.ts';

export type Flushable = { flush(): void };

/**
 * One turn of the event loop: whatever was touched in it is flushed once when it ends, channels
 * first, because they fill the outboxes.
 */
export class Turn {
  #channels: Flushable[] = [];
  #outboxes: Flushable[] = [];
  #isScheduled = false;

  touchChannel(channel: Flushable): void {
    this.#channels.push(channel);
    this.#schedule();
  }

  touchOutbox(outbox: Flushable): void {
    this.#outboxes.push(outbox);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#flush);
  }

  #flush = (): void => {
    const channels = this.#channels;
    this.#channels = [];
    for (const channel of channels) channel.flush();
    void failpoint('relay.beforeFanOut');
    const outboxes = this.#outboxes;
    this.#outboxes = [];
    this.#isScheduled = false;
    for (const outbox of outboxes) outbox.flush();
    void failpoint('relay.afterFanOut');
  };
}

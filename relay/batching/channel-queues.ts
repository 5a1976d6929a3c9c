import type { OutgoingMessage, SendResult } from '../../internal/contract/messages.ts';

/** A message that waits to be stored, and whoever wants to know. */
export type QueuedMessage = {
  message: OutgoingMessage;
  /** At least what it takes as JSON. */
  bytes: number;
  sender: { settle: (message: OutgoingMessage, result: SendResult) => void };
};

/**
 * Messages by channel, each channel's in the order they came. A channel that is taken stays busy
 * until it is released, so its messages are never in two batches at once.
 */
export class ChannelQueues {
  readonly #waiting = new Map<string, QueuedMessage[]>();
  readonly #ready = new Set<string>();
  readonly #busy = new Set<string>();
  #count = 0;
  #bytes = 0;

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(queued: QueuedMessage): void {
    const { channel_id } = queued.message;
    const waiting = this.#waiting.get(channel_id);
    if (waiting) waiting.push(queued);
    else this.#waiting.set(channel_id, [queued]);
    if (!this.#busy.has(channel_id)) this.#ready.add(channel_id);
    this.#count++;
    this.#bytes += queued.bytes;
  }

  /** Messages of channels that are not busy, within both limits but at least one; empty if none. */
  take(maxMessages: number, maxBytes: number): QueuedMessage[] {
    const batch: QueuedMessage[] = [];
    let bytes = 0;
    for (const channel of this.#ready) {
      const waiting = this.#waiting.get(channel)!;
      let taken = 0;
      for (const queued of waiting) {
        const isFull = batch.length >= maxMessages || bytes + queued.bytes > maxBytes;
        if (isFull && batch.length > 0) break;
        batch.push(queued);
        bytes += queued.bytes;
        taken++;
      }
      if (taken === 0) break;
      this.#ready.delete(channel);
      this.#busy.add(channel);
      if (taken === waiting.length) this.#waiting.delete(channel);
      else this.#waiting.set(channel, waiting.slice(taken));
    }
    this.#count -= batch.length;
    this.#bytes -= bytes;
    return batch;
  }

  release(batch: readonly QueuedMessage[]): void {
    for (const { message } of batch) {
      if (!this.#busy.delete(message.channel_id)) continue;
      if (this.#waiting.has(message.channel_id)) this.#ready.add(message.channel_id);
    }
  }
}

import type { OutgoingMessage, SendResult } from '../../internal/contract/messages.ts';

/** A message that waits to be stored, and whoever wants to know. */
export type QueuedMessage = {
  message: OutgoingMessage;
  /** At least what it takes as JSON. */
  bytes: number;
  sender: { settle: (message: OutgoingMessage, result: SendResult, teamId?: string) => void };
  /** Of a direct thread: the team, by which the sender calls it. */
  teamId?: string;
};

/** A channel that had so many in its last batch is likely to have as many in its next. */
const crowd = 4;

/**
 * Messages by channel, each channel's in the order they came. A channel that is taken stays busy
 * until it is released, so its messages are never in two batches at once. One that was crowded
 * rests then, until as many wait again or `wake` ends it: what is in a batch shares its writes, and
 * without a rest the first line of those who answer one another would always go alone.
 */
export class ChannelQueues {
  readonly #waiting = new Map<string, QueuedMessage[]>();
  readonly #ready = new Set<string>();
  readonly #busy = new Set<string>();
  /** How many a resting channel waits for. */
  readonly #resting = new Map<string, number>();
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
    const isResting = (waiting?.length ?? 1) < (this.#resting.get(channel_id) ?? 0);
    if (!isResting && !this.#busy.has(channel_id)) this.#wakeOne(channel_id);
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
    const counts = new Map<string, number>();
    for (const { message } of batch) {
      counts.set(message.channel_id, (counts.get(message.channel_id) ?? 0) + 1);
    }
    for (const [channel, count] of counts) {
      if (!this.#busy.delete(channel)) continue;
      const waiting = this.#waiting.get(channel)?.length ?? 0;
      if (count >= crowd && waiting < count) this.#resting.set(channel, count);
      else if (waiting > 0) this.#ready.add(channel);
    }
  }

  get hasResting(): boolean {
    return this.#resting.size > 0;
  }

  wake(): void {
    for (const channel of this.#resting.keys()) {
      if (this.#waiting.has(channel)) this.#ready.add(channel);
    }
    this.#resting.clear();
  }

  #wakeOne(channel: string): void {
    this.#resting.delete(channel);
    this.#ready.add(channel);
  }
}

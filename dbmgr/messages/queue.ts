import type { OutgoingMessage, SendResult } from '../../internal/contract/messages.ts';
import type { WriterLimits } from './limits.ts';

/** A message that waits for its transaction. */
export type Waiting = {
  message: OutgoingMessage;
  bytes: number;
  /** By `performance.now()`. */
  sinceMs: number;
  settle: (result: SendResult) => void;
};

export type Queue = {
  readonly length: number;
  push(waiting: Waiting): void;
  /**
   * The next batch, in order of arrival and within the limits, without messages of channels that
   * are in a transaction already. Empty when nothing may go now.
   */
  take(busy: ReadonlySet<string>): Waiting[];
};

export function createQueue(limits: WriterLimits): Queue {
  let items: Waiting[] = [];
  return {
    get length() {
      return items.length;
    },
    push: (waiting) => void items.push(waiting),
    take(busy) {
      const batch: Waiting[] = [];
      const left: Waiting[] = [];
      const held = new Set<string>();
      let bytes = 0;
      for (const item of items) {
        const channel = item.message.channel_id;
        const full =
          batch.length >= limits.transactionMessages ||
          (batch.length > 0 && bytes + item.bytes > limits.transactionBytes);
        if (full || busy.has(channel) || held.has(channel)) {
          // Later ones of the channel wait too: they may not pass this one.
          held.add(channel);
          left.push(item);
          continue;
        }
        batch.push(item);
        bytes += item.bytes;
      }
      items = left;
      return batch;
    },
  };
}

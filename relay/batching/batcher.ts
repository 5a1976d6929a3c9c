import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../internal/contract/errors.ts';
import {
  maxBatchBytes,
  maxBatchMessages,
  type SendResult,
} from '../../internal/contract/messages.ts';
import type { Client } from '../../internal/contract/types.ts';
import type { Log } from '../../internal/log/log.ts';
import type { Figures } from '../figures.ts';
import type { Limits } from '../limits.ts';
import { ChannelQueues, type QueuedMessage } from './channel-queues.ts';

/** What stands around the messages of a batch. */
const envelopeBytes = 1024;
const firstWaitMs = 50;
const maxWaitMs = 500;
const maxTimeoutMs = 5000;
const busyRetryMs = 500;
const awayRetryMs = 2000;

export type BatcherOptions = {
  call: Client<'relay'>;
  log: Log;
  figures: Figures;
  limits: Limits;
  /** Told the size of every batch that goes out. */
  onBatch: (messages: number) => void;
};

/**
 * Sends what came in within one turn as one request, a few in flight, none with a channel that is
 * in another. A request that nobody answers is sent again: the senders' ids make that harmless.
 */
export class Batcher {
  readonly #options: BatcherOptions;
  readonly #queues = new ChannelQueues();
  #inFlight = 0;
  #isScheduled = false;
  #onIdle: (() => void) | null = null;

  constructor(options: BatcherOptions) {
    this.#options = options;
  }

  get queued(): number {
    return this.#queues.count;
  }

  /** Throws `rate_limited` when too much waits. */
  add(queued: QueuedMessage): void {
    const { maxQueuedMessages, maxQueuedBytes } = this.#options.limits;
    if (this.#queues.count >= maxQueuedMessages || this.#queues.bytes >= maxQueuedBytes) {
      const message = 'Too much is being sent at once. Nothing was stored; send it again.';
      throw new AppError('rate_limited', message, { retryMs: busyRetryMs });
    }
    this.#queues.add(queued);
    this.#schedule();
  }

  /** Resolves when nothing waits and nothing is in flight, or when the time is over. */
  async drain(limitMs: number): Promise<void> {
    if (this.#isIdle()) return;
    const idle = new Promise<void>((resolve) => (this.#onIdle = resolve));
    await Promise.race([idle, sleep(limitMs, undefined, { ref: false })]);
  }

  #isIdle(): boolean {
    return this.#inFlight === 0 && this.#queues.count === 0;
  }

  #schedule(): void {
    if (this.#isScheduled || this.#inFlight >= this.#options.limits.batchesInFlight) return;
    this.#isScheduled = true;
    setImmediate(this.#pump);
  }

  #pump = (): void => {
    this.#isScheduled = false;
    while (this.#inFlight < this.#options.limits.batchesInFlight) {
      const batch = this.#queues.take(maxBatchMessages, maxBatchBytes - envelopeBytes);
      if (batch.length === 0) return;
      this.#inFlight++;
      void this.#send(batch);
    }
  };

  async #send(batch: QueuedMessage[]): Promise<void> {
    await this.#deliver(batch);
    this.#inFlight--;
    this.#queues.release(batch);
    if (this.#queues.count > 0) this.#schedule();
    else if (this.#isIdle()) this.#onIdle?.();
  }

  async #deliver(batch: QueuedMessage[]): Promise<void> {
    const { figures, log, onBatch } = this.#options;
    figures.batches++;
    figures.messages += batch.length;
    onBatch(batch.length);
    try {
      const results = await this.#request(batch);
      for (const [index, { message, sender }] of batch.entries()) {
        sender.settle(message, results[index] ?? lost);
      }
    } catch (error) {
      if (isOneBadMessage(error) && batch.length > 1) {
        for (const queued of batch) await this.#deliver([queued]);
        return;
      }
      log.error({ err: error, messages: batch.length }, 'batch failed');
      const result = toResult(error);
      for (const { message, sender } of batch) sender.settle(message, result);
    }
  }

  async #request(batch: QueuedMessage[]): Promise<SendResult[]> {
    const { call, figures, limits } = this.#options;
    const messages = batch.map(({ message }) => message);
    const deadlineMs = performance.now() + limits.batchPatienceMs;
    let timeoutMs = limits.firstBatchTimeoutMs;
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(maxWaitMs, waitMs * 2)) {
      try {
        const leftMs = Math.max(limits.firstBatchTimeoutMs, deadlineMs - performance.now());
        const context = { timeoutMs: Math.min(timeoutMs, leftMs) };
        return (await call.messages.sendMessages({ messages }, context)).results;
      } catch (error) {
        const isAway = error instanceof AppError && error.code === 'unavailable';
        if (!isAway || performance.now() + waitMs > deadlineMs) throw error;
        figures.batchRetries++;
        timeoutMs = Math.min(maxTimeoutMs, timeoutMs * 2);
        await sleep(waitMs);
      }
    }
  }
}

/** One of them may be at fault; the others shall not suffer for it. */
function isOneBadMessage(error: unknown): boolean {
  return error instanceof AppError && ['invalid', 'internal', 'too_large'].includes(error.code);
}

const lost: SendResult = {
  code: 'internal',
  message: 'It is not known whether this was stored. Send it again with the same id.',
  retry_ms: awayRetryMs,
};

function toResult(error: unknown): SendResult {
  if (!(error instanceof AppError) || error.code === 'internal') return lost;
  return { code: error.code, message: error.message, retry_ms: error.retryMs ?? awayRetryMs };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../internal/contract/errors.ts';
import {
  maxBatchBytes,
  maxBatchMessages,
  type SendResult,
} from '../../internal/contract/messages.ts';
import type { Client } from '../../internal/contract/types.ts';
import type { Log } from '../../internal/log/log.ts';
import { failpoint } from '../../internal/process/failpoint.ts';
import type { Figures } from '../figures.ts';
import type { Limits } from '../limits.ts';
import { ChannelQueues, type QueuedMessage } from './channel-queues.ts';
import { Pressure } from './pressure.ts';

/** What stands around the messages of a batch. */
const envelopeBytes = 1024;
const firstWaitMs = 50;
const maxWaitMs = 500;
const maxTimeoutMs = 5000;
const awayRetryMs = 1000;
/** How long a crowded channel waits for as many messages as it just had. */
const restMs = 2;

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
  readonly #pressure: Pressure;
  #inFlight = 0;
  #messagesInFlight = 0;
  #isTimingTurn = false;
  #isScheduled = false;
  #onIdle: (() => void) | null = null;
  #isResting = false;

  constructor(options: BatcherOptions) {
    this.#options = options;
    this.#pressure = new Pressure(options.limits);
  }

  get queued(): number {
    return this.#queues.count;
  }

  /**
   * False when there is more than can be stored in time: then the message was not taken. That is
   * no error, because to make one costs more than storing does.
   */
  add(queued: QueuedMessage): boolean {
    const now = performance.now();
    if (!this.#isTimingTurn) this.#timeTurn(now);
    const isFull = this.#queues.bytes >= this.#options.limits.maxQueuedBytes;
    if (isFull || !this.#pressure.admits(this.#outstanding, now)) {
      this.#options.figures.refusedMessages++;
      return false;
    }
    this.#queues.add(queued);
    this.#schedule();
    return true;
  }

  get #outstanding(): number {
    return this.#queues.count + this.#messagesInFlight;
  }

  #timeTurn(fromMs: number): void {
    this.#isTimingTurn = true;
    setImmediate(() => {
      this.#pressure.turned(performance.now() - fromMs);
      this.#isTimingTurn = false;
    });
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
      this.#messagesInFlight += batch.length;
      void this.#send(batch);
    }
  };

  async #send(batch: QueuedMessage[]): Promise<void> {
    const stored = await this.#deliver(batch);
    this.#inFlight--;
    this.#messagesInFlight -= batch.length;
    if (stored !== null) {
      const isBehind = this.#queues.count > 0;
      this.#pressure.answered(stored, isBehind, performance.now());
    }
    this.#queues.release(batch);
    if (this.#queues.hasResting) this.#rest();
    if (this.#queues.count > 0) this.#schedule();
    else if (this.#isIdle()) this.#onIdle?.();
  }

  #rest(): void {
    if (this.#isResting) return;
    this.#isResting = true;
    // Timers run before a turn reads what came in, so the turn that is late is waited for.
    setTimeout(() => setImmediate(this.#wake), restMs);
  }

  #wake = (): void => {
    this.#isResting = false;
    this.#queues.wake();
    if (this.#queues.count > 0) this.#schedule();
  };

  /** Resolves with how many were stored, or null when that is not known. */
  async #deliver(batch: QueuedMessage[]): Promise<number | null> {
    const { figures, log, onBatch } = this.#options;
    figures.batches++;
    figures.messages += batch.length;
    onBatch(batch.length);
    try {
      const results = await this.#request(batch);
      let stored = 0;
      for (const [index, { message, sender, teamId }] of batch.entries()) {
        const result = results[index] ?? lost;
        if ('seq' in result) stored++;
        sender.settle(message, result, teamId);
      }
      return stored;
    } catch (error) {
      if (isOneBadMessage(error) && batch.length > 1) {
        let stored = 0;
        for (const queued of batch) stored += (await this.#deliver([queued])) ?? 0;
        return stored;
      }
      log.error({ err: error, messages: batch.length }, 'batch failed');
      const result = toResult(error);
      for (const { message, sender, teamId } of batch) sender.settle(message, result, teamId);
      return null;
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
        await failpoint('relay.beforeBatch');
        const asked = call.messages.sendMessages({ messages }, context);
        void failpoint('relay.inBatch');
        const { results } = await asked;
        await failpoint('relay.afterBatch');
        return results;
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

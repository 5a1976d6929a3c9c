import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../internal/contract/errors.ts';
import type { OutgoingMessage, SendResult } from '../../internal/contract/messages.ts';
import type { Log } from '../../internal/log/log.ts';
import type { Metrics } from '../../internal/metrics/metrics.ts';
import { shippedWriterLimits, type WriterLimits } from './limits.ts';
import { createQueue, type Waiting } from './queue.ts';
import { storeMessages } from './store-messages.ts';
import type { StoreOptions } from './store-options.ts';

export type WriterOptions = StoreOptions & {
  log: Log;
  metrics?: Metrics;
  limits?: WriterLimits;
};

export type MessageWriter = AsyncDisposable & {
  /** One result for each, in order, once they are committed or refused. */
  write(messages: readonly OutgoingMessage[]): Promise<SendResult[]>;
};

/**
 * Merges what all requests of this process bring into few transactions: while one commits, the next
 * batch gathers. Disposing waits for everything that was accepted.
 */
export function startMessageWriter(options: WriterOptions): MessageWriter {
  const limits = options.limits ?? shippedWriterLimits;
  const queue = createQueue(limits);
  const busy = new Set<string>();
  const running = new Set<Promise<void>>();
  const measure = measureWriter(options.metrics, () => queue.length);
  let scheduled = false;

  const pump = (): void => {
    scheduled = false;
    while (running.size < limits.transactions) {
      const batch = queue.take(busy);
      if (batch.length === 0) return;
      const channels = new Set(batch.map((item) => item.message.channel_id));
      for (const channel of channels) busy.add(channel);
      const work = settleBatch(options, limits, batch, measure).finally(() => {
        for (const channel of channels) busy.delete(channel);
        running.delete(work);
        pump();
      });
      running.add(work);
    }
  };

  return {
    write(messages) {
      const sinceMs = performance.now();
      const results = messages.map((message) => {
        if (queue.length >= limits.waitingMessages) return Promise.resolve(tooMuch(limits));
        return new Promise<SendResult>((settle) => {
          queue.push({ message, bytes: Buffer.byteLength(message.data), sinceMs, settle });
        });
      });
      if (!scheduled) {
        scheduled = true;
        // After this turn of the event loop: requests that came together go together.
        setImmediate(pump);
      }
      return Promise.all(results);
    },
    async [Symbol.asyncDispose]() {
      if (scheduled) pump();
      while (running.size > 0) await Promise.all(running);
    },
  };
}

type Measure = (messages: number, seconds: number) => void;

async function settleBatch(
  options: WriterOptions,
  limits: WriterLimits,
  batch: readonly Waiting[],
  measure: Measure,
): Promise<void> {
  const start = performance.now();
  const messages = batch.map((item) => item.message);
  const results = await storePatiently(options, messages, batch[0]!.sinceMs + limits.patienceMs);
  measure(batch.length, (performance.now() - start) / 1000);
  for (const [index, item] of batch.entries()) item.settle(results[index]!);
}

/**
 * Never throws. While the database is away the batch is tried again, also when the connection died at
 * COMMIT: what was stored then is found and answered as stored. Whatever else goes wrong is narrowed
 * down by halves to the messages that cause it.
 */
async function storePatiently(
  options: WriterOptions,
  messages: readonly OutgoingMessage[],
  deadlineMs: number,
): Promise<SendResult[]> {
  for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, 500)) {
    try {
      return await storeMessages(options, messages);
    } catch (error) {
      if (error instanceof AppError && error.code === 'unavailable') {
        if (performance.now() + waitMs > deadlineMs) return messages.map(() => unavailable(error));
        await sleep(waitMs);
        continue;
      }
      if (messages.length === 1) {
        options.log.error({ err: error }, 'a message could not be stored');
        return [{ code: 'internal', message: 'The message could not be stored. Try again.' }];
      }
      const middle = Math.ceil(messages.length / 2);
      const first = await storePatiently(options, messages.slice(0, middle), deadlineMs);
      const second = await storePatiently(options, messages.slice(middle), deadlineMs);
      return [...first, ...second];
    }
  }
}

function unavailable(error: AppError): SendResult {
  return { code: 'unavailable', message: error.message, retry_ms: error.retryMs ?? 1000 };
}

function tooMuch(limits: WriterLimits): SendResult {
  const message = 'Too many messages wait to be stored. Nothing is lost; try again in a moment.';
  return { code: 'rate_limited', message, retry_ms: limits.retryMs };
}

function measureWriter(metrics: Metrics | undefined, readQueue: () => number): Measure {
  if (!metrics) return () => undefined;
  metrics.watch('natter_messages_waiting', 'Messages that wait for a transaction', readQueue);
  const observeSize = metrics.histogram('natter_batch_messages', 'Messages of one transaction', {
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
  });
  const observeTime = metrics.histogram('natter_batch_seconds', 'Time until a batch is settled', {
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5],
  });
  return (messages, seconds) => {
    observeSize(messages);
    observeTime(seconds);
  };
}

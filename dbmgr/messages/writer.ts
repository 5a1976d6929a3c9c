import type { OutgoingMessage, SendResult } from '../../internal/contract/messages.ts';
import type { Log } from '../../internal/log/log.ts';
import type { Metrics } from '../../internal/metrics/metrics.ts';
import { shippedWriterLimits, type WriterLimits } from './limits.ts';
import { createMemory, type Memory } from './memory.ts';
import { createQueue } from './queue.ts';
import { settleBatch } from './settle-batch.ts';
import type { StoreOptions } from './store-options.ts';

export type WriterOptions = Omit<StoreOptions, 'memory'> & {
  log: Log;
  metrics?: Metrics;
  limits?: WriterLimits;
};

export type MessageWriter = AsyncDisposable & {
  /** One result for each, in order, once they are committed or refused. */
  write(messages: readonly OutgoingMessage[]): Promise<SendResult[]>;
  /** Somebody's logins ended, all of them for null: they are not written for from memory. */
  forgetLogins: Memory['forgetLogins'];
};

/**
 * Merges what all requests of this process bring into few transactions: while one commits, the next
 * batch gathers. Disposing waits for everything that was accepted.
 */
export function startMessageWriter(writerOptions: WriterOptions): MessageWriter {
  const limits = writerOptions.limits ?? shippedWriterLimits;
  const memory = createMemory(limits.rememberMs);
  const options = { ...writerOptions, memory };
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
      const start = performance.now();
      const deadlineMs = batch[0]!.sinceMs + limits.patienceMs;
      const work = settleBatch(options, batch, deadlineMs).finally(() => {
        measure(batch.length, (performance.now() - start) / 1000);
        for (const channel of channels) busy.delete(channel);
        running.delete(work);
        pump();
      });
      running.add(work);
    }
  };

  return {
    forgetLogins: memory.forgetLogins,
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

import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../internal/contract/errors.ts';
import type { SendResult } from '../../internal/contract/messages.ts';
import type { Log } from '../../internal/log/log.ts';
import { isContention } from '../database/transact.ts';
import { reasonOf } from '../reason-of.ts';
import type { Waiting } from './queue.ts';
import { storeMessages } from './store-messages.ts';
import type { StoreOptions } from './store-options.ts';

type SettleOptions = StoreOptions & { log: Log };

const firstWaitMs = 50;
const longestWaitMs = 500;

/**
 * Settles every message of a batch; never throws. While the database is away the batch is tried
 * again, also when the connection died at COMMIT: what was stored then is found and answered as
 * stored. Whatever else goes wrong, rows that others keep locked included, is narrowed down by
 * halves to the messages that meet it. After `deadlineMs` what is left is refused.
 */
export async function settleBatch(
  options: SettleOptions,
  batch: readonly Waiting[],
  deadlineMs: number,
): Promise<void> {
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    try {
      const messages = batch.map((item) => item.message);
      return settleAll(batch, await storeMessages(options, messages));
    } catch (error) {
      const passes = error instanceof AppError && error.code === 'unavailable';
      const isAway = passes && !isContention(error.cause);
      const halves = isAway ? [] : splitChannels(batch);
      if (halves.length > 1) {
        await Promise.all(halves.map((half) => settleBatch(options, half, deadlineMs)));
        return;
      }
      if (!passes) return settleOneByOne(options, batch, deadlineMs, error);
      if (performance.now() + waitMs > deadlineMs) return refuseAll(options, batch, error);
      await sleep(waitMs);
    }
  }
}

/** Two parts that share no channel, so that both may be stored at once; one if there is but one. */
function splitChannels(batch: readonly Waiting[]): Waiting[][] {
  const channels = [...new Set(batch.map((item) => item.message.channel_id))];
  if (channels.length === 1) return [[...batch]];
  const first = new Set(channels.slice(0, Math.ceil(channels.length / 2)));
  const isFirst = (item: Waiting) => first.has(item.message.channel_id);
  return [batch.filter(isFirst), batch.filter((item) => !isFirst(item))];
}

/** Messages of one channel go one after another, in their order. */
async function settleOneByOne(
  options: SettleOptions,
  batch: readonly Waiting[],
  deadlineMs: number,
  error: unknown,
): Promise<void> {
  if (batch.length > 1) {
    for (const item of batch) await settleBatch(options, [item], deadlineMs);
    return;
  }
  options.log.error({ err: error }, 'a message could not be stored');
  const message = 'The message could not be stored. Try again.';
  settleAll(batch, [{ code: 'internal', message }]);
}

function refuseAll({ log }: SettleOptions, batch: readonly Waiting[], error: AppError): void {
  const { message, retryMs } = error;
  log.warn({ messages: batch.length, reason: reasonOf(error) }, 'messages were refused');
  const refused = { code: 'unavailable', message, retry_ms: retryMs ?? 1000 } as const;
  for (const item of batch) item.settle(refused);
}

function settleAll(batch: readonly Waiting[], results: readonly SendResult[]): void {
  for (const [index, item] of batch.entries()) item.settle(results[index]!);
}

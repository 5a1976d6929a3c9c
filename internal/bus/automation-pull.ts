import { setTimeout as pause } from 'node:timers/promises';
import { createInbox, type Msg } from 'nats';
import { inboxPrefix, taskStream } from '../contract/subjects.ts';
import type { Bus } from './connect.ts';
import { describeFailure } from './describe-failure.ts';

/**
 * How long the server keeps a pull waiting. Short, because a pull cannot be taken back: when the
 * automation stops it waits this long, and no task that the server just sends is lost.
 */
const pullWaitMs = 1000;
/** After this much more without a word the server has forgotten the pull. */
const pullGraceMs = 1000;
const missingPauseMs = 500;

/** `missing`: there is no consumer, or nobody answers for it. */
type PullEnd = 'over' | 'missing';

/** What ends a pull early: the connection came back, and the server may have forgotten the pull. */
type Alarm = { ring: () => void };

/**
 * Keeps one pull waiting at the automation's durable consumer (NATS ADR-13) for as many tasks as
 * may still be taken, and hands each to `handle`, which never throws; at most `limit` run at once.
 * Only dbmgr makes the consumer: as long as it is missing, this asks again. Disposing pulls no more
 * and resolves when every task that came is dealt with.
 */
export function pullTasks(
  bus: Bus,
  limit: number,
  handle: (task: Msg) => Promise<void>,
): AsyncDisposable {
  const alarm: Alarm = { ring: () => undefined };
  bus.onReconnect(() => alarm.ring());
  const running = new Set<Promise<void>>();
  const take = (message: Msg) => {
    const task = handle(message).finally(() => running.delete(task));
    running.add(task);
  };
  const noteMissing = watchMissing(bus);
  let isStopping = false;
  const pulling = (async () => {
    while (!isStopping) {
      const free = limit - running.size;
      if (free === 0) {
        await Promise.race(running);
        continue;
      }
      const end = bus.isConnected() ? await pullOrMiss(bus, free, alarm, take) : 'missing';
      if (bus.isConnected()) noteMissing(end === 'missing');
      if (end === 'missing') await pause(missingPauseMs);
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      isStopping = true;
      if (!bus.isConnected()) alarm.ring();
      await pulling;
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** Logs once when the consumer is missing, and once when it is there again. */
function watchMissing(bus: Bus): (isMissing: boolean) => void {
  let wasMissing = false;
  return (isMissing) => {
    if (isMissing && !wasMissing) bus.log.warn('no consumer for tasks; dbmgr makes it');
    if (!isMissing && wasMissing) bus.log.info('consumer for tasks found');
    wasMissing = isMissing;
  };
}

async function pullOrMiss(...pull: Parameters<typeof pullBatch>): Promise<PullEnd> {
  const [bus] = pull;
  try {
    return await pullBatch(...pull);
  } catch (error) {
    if (!bus.connection.isClosed()) {
      bus.log.error({ failure: describeFailure(error) }, 'pull for tasks failed');
    }
    return 'missing';
  }
}

/** One pull request for up to `batch` tasks, on an inbox of its own. */
async function pullBatch(
  bus: Bus,
  batch: number,
  alarm: Alarm,
  take: (message: Msg) => void,
): Promise<PullEnd> {
  const inbox = createInbox(inboxPrefix(bus.user));
  const { promise: ended, resolve: end } = Promise.withResolvers<PullEnd>();
  let taken = 0;
  const subscription = bus.connection.subscribe(inbox, {
    callback: (error, message) => {
      if (error) return end('missing');
      const status = isStored(message) ? 0 : (message.headers?.code ?? 0);
      if (status !== 0) return end(endOf(status));
      take(message);
      taken += 1;
      if (taken === batch) end('over');
    },
  });
  const subject = `$JS.API.CONSUMER.MSG.NEXT.${taskStream}.${bus.user}`;
  const request = { batch, expires: pullWaitMs * 1_000_000 };
  bus.connection.publish(subject, JSON.stringify(request), { reply: inbox });
  alarm.ring = () => end('over');
  const deadline = setTimeout(alarm.ring, pullWaitMs + pullGraceMs);
  try {
    return await ended;
  } finally {
    clearTimeout(deadline);
    subscription.unsubscribe();
  }
}

/**
 * Of the stream, and so no word about the pull, whatever it looks like: whoever may pull makes the
 * server answer at a subject of their choice, and the stream stores what comes to its subjects.
 */
function isStored({ reply }: Msg): boolean {
  return reply?.startsWith('$JS.ACK.') === true;
}

/** NATS ADR-13: 404 and 408 say that no more tasks came in time. */
function endOf(status: number): PullEnd {
  return status === 404 || status === 408 ? 'over' : 'missing';
}

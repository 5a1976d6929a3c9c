import { createLog } from '../log/log.ts';
import type { Log } from '../log/log.ts';
import { readSettings } from '../config/read-settings.ts';
import { AppError } from '../contract/errors.ts';
import { PersonError } from './person-error.ts';

/** What a process's `start` may use. */
export type ProcessScope = {
  name: string;
  log: Log;
  /** Aborted as soon as the process is asked to end, also while it still starts. */
  signal: AbortSignal;
};

/** A running process: disposing it drains it. `metricsPort` is told to whoever started it. */
export type RunningProcess = AsyncDisposable & { metricsPort?: number };

/** What a child of `npm start` tells its parent over IPC. */
export type ChildMessage =
  | { ready: true; metricsPort?: number }
  /** Why it cannot start, as a sentence for a person. */
  | { failed: string };

/** Draining may take this long; then the process ends all the same. */
const drainLimitMs = 8_000;

/**
 * Runs one process of the mesh from `start` to its drained end and resolves with its exit code.
 * Tells the parent when it is ready; drains on SIGTERM, on SIGINT, when the parent is gone (IPC
 * `disconnect`), and after an error that nobody caught (exit code 1).
 */
export async function runProcess(
  name: string,
  start: (scope: ProcessScope) => Promise<RunningProcess>,
): Promise<number> {
  let log: Log;
  try {
    log = createLog(name, readSettings(['LOG_LEVEL'], process.env).LOG_LEVEL);
  } catch (error) {
    await reportFailure(createLog(name), error);
    return 1;
  }
  const end = listenForEnd(log);
  try {
    const started = start({ name, log, signal: end.signal });
    const running = await Promise.race([started, end.reason.then(() => undefined)]);
    if (running) {
      await send({ ready: true, metricsPort: running.metricsPort });
      log.info('ready');
      const reason = await end.reason;
      log.info({ reason }, 'draining');
    }
    const drained = await withinLimit(drain(running ? Promise.resolve(running) : started, log));
    if (!drained) log.error({ limit_ms: drainLimitMs }, 'ended before it was drained');
    return drained && !end.failed() ? 0 : 1;
  } catch (error) {
    await reportFailure(log, error);
    return 1;
  } finally {
    end.stop();
  }
}

async function drain(started: Promise<RunningProcess>, log: Log): Promise<void> {
  const running = await started;
  await running[Symbol.asyncDispose]();
  log.info('drained');
}

/** True when the work ended in time. */
async function withinLimit(work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), drainLimitMs);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

type End = {
  signal: AbortSignal;
  /** Why the process shall end. */
  reason: Promise<string>;
  failed: () => boolean;
  stop: () => void;
};

function listenForEnd(log: Log): End {
  const controller = new AbortController();
  const { promise: reason, resolve } = Promise.withResolvers<string>();
  let failed = false;
  const end = (why: string) => {
    controller.abort();
    resolve(why);
  };
  const onFailure = (error: unknown) => {
    failed = true;
    log.fatal({ error }, 'an error that nobody caught');
    end('error');
  };
  const listeners: Record<string, (cause: unknown) => void> = {
    SIGTERM: () => end('SIGTERM'),
    SIGINT: () => end('SIGINT'),
    disconnect: () => end('parent is gone'),
    unhandledRejection: onFailure,
    uncaughtException: onFailure,
  };
  for (const [event, listener] of Object.entries(listeners)) process.on(event, listener);
  const stop = () => {
    for (const [event, listener] of Object.entries(listeners)) process.off(event, listener);
  };
  return { signal: controller.signal, reason, failed: () => failed, stop };
}

async function reportFailure(log: Log, error: unknown): Promise<void> {
  log.fatal({ error }, 'could not start');
  const isForPerson = error instanceof PersonError || error instanceof AppError;
  if (isForPerson) await send({ failed: error.message });
}

/** Tells the parent, when there is one. */
function send(message: ChildMessage): Promise<void> {
  return new Promise((resolve) => {
    if (!process.send || !process.connected) resolve();
    else process.send(message, undefined, {}, () => resolve());
  });
}

import type { Log } from '../../internal/log/log.ts';

export type LoopOptions = {
  name: string;
  /** From the end of one run to the start of the next. */
  everyMs: number;
  /** Until the first run; the loop begins with it when not given. */
  firstAfterMs?: number;
  log: Log;
  run: () => Promise<void>;
};

export type Loop = AsyncDisposable & {
  /** Runs now, after the run that is going on if there is one; resolves when it has ended. */
  hurry(): Promise<void>;
};

/**
 * Runs something again and again, never twice at once. A run that fails is logged, once until one
 * succeeds, and the next comes all the same. Disposing waits for the run that is going on.
 */
export function startLoop(options: LoopOptions): Loop {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let failing = false;
  let running: Promise<void> = Promise.resolve();
  let due: Promise<void> | undefined;

  const runOnce = async (): Promise<void> => {
    due = undefined;
    clearTimeout(timer);
    if (stopped) return;
    try {
      await options.run();
      if (failing) options.log.info({ part: options.name }, 'works again');
      failing = false;
    } catch (error) {
      if (!failing) options.log.error({ err: error, part: options.name }, 'failed; tried again');
      failing = true;
    }
    if (!stopped) timer = setTimeout(() => void next(), options.everyMs);
  };
  const next = (): Promise<void> => {
    if (!due) running = due = running.then(runOnce);
    return due;
  };

  if (options.firstAfterMs === undefined) void next();
  else timer = setTimeout(() => void next(), options.firstAfterMs);
  return {
    hurry: next,
    async [Symbol.asyncDispose]() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

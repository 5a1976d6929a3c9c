import { AppError } from '../../internal/contract/errors.ts';

export type GateLimits = {
  /** How many may run at once. */
  running: number;
  /** How many may wait for their turn; the next is refused. */
  waiting: number;
  /** Whoever waited longer is refused: its caller has gone. Who would, is refused at once. */
  maxWaitMs: number;
};

/** Lets a bounded number of pieces of work through at once. */
export type Gate = {
  /**
   * Throws `rate_limited` with a time to come back when there is no room. What is urgent goes
   * before all others that wait.
   */
  run<T>(work: () => Promise<T>, isUrgent?: boolean): Promise<T>;
  /** How many run and wait now. */
  load(): { running: number; waiting: number };
};

type Waiter = { since: number; start: () => void; refuse: (error: AppError) => void };

const retryMs = 1000;
/** How much the last piece of work counts in how long a piece takes. */
const lastWeight = 0.1;

export function createGate(limits: GateLimits): Gate {
  const waiters: Waiter[] = [];
  let running = 0;
  let tookMs = 0;
  const expectedWaitMs = () => ((waiters.length + 1) / limits.running) * tookMs;

  const enter = (isUrgent: boolean): Promise<void> | undefined => {
    if (running < limits.running) {
      running++;
      return undefined;
    }
    if (waiters.length >= limits.waiting) throw tooMuch();
    if (!isUrgent && expectedWaitMs() > limits.maxWaitMs) throw tooMuch();
    return new Promise((start, refuse) => {
      const waiter = { since: performance.now(), start, refuse };
      if (isUrgent) waiters.unshift(waiter);
      else waiters.push(waiter);
    });
  };

  const leave = (): void => {
    for (let next = waiters.shift(); next; next = waiters.shift()) {
      if (performance.now() - next.since <= limits.maxWaitMs) return next.start();
      next.refuse(tooMuch());
    }
    running--;
  };

  return {
    async run(work, isUrgent = false) {
      await enter(isUrgent);
      const sinceMs = performance.now();
      try {
        return await work();
      } finally {
        tookMs += (performance.now() - sinceMs - tookMs) * lastWeight;
        leave();
      }
    },
    load: () => ({ running, waiting: waiters.length }),
  };
}

function tooMuch(): AppError {
  const message = 'Too much is asked at once. Nothing was changed; try again in a moment.';
  return new AppError('rate_limited', message, { retryMs });
}

import { AppError } from '../../internal/contract/errors.ts';

export type Turns = {
  take: <T>(work: () => Promise<T>) => Promise<T>;
  waiting: () => number;
};

const retryMs = 2000;

/** At most `running` at once and `maxWaiting` behind them; the rest is `unavailable`. */
export function createTurns(running: number, maxWaiting: number): Turns {
  const queue: (() => void)[] = [];
  let free = running;
  return {
    waiting: () => queue.length,
    async take(work) {
      if (free > 0) free--;
      else {
        if (queue.length >= maxWaiting) {
          const message = 'Many files are being looked at. Yours is kept; try again.';
          throw new AppError('unavailable', message, { retryMs });
        }
        await new Promise<void>((resolve) => queue.push(resolve));
      }
      try {
        return await work();
      } finally {
        const next = queue.shift();
        if (next) next();
        else free++;
      }
    },
  };
}

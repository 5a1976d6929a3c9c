import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../internal/contract/errors.ts';

const firstWaitMs = 50;
const maxWaitMs = 500;

/** Runs `work` again while nobody answers, for at most `patienceMs`; then its error is thrown. */
export async function retryWhileUnavailable<T>(
  work: () => Promise<T>,
  patienceMs: number,
): Promise<T> {
  const deadlineMs = performance.now() + patienceMs;
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(maxWaitMs, waitMs * 2)) {
    try {
      return await work();
    } catch (error) {
      const isPassing = error instanceof AppError && error.code === 'unavailable';
      if (!isPassing || performance.now() + waitMs > deadlineMs) throw error;
      await sleep(waitMs * (0.5 + Math.random() / 2));
    }
  }
}

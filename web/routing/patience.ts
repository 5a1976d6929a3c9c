import { AppError } from '../../internal/contract/errors.ts';

/** Nobody waits for more than 5 s; the rest is for what the answer itself takes. */
const usualPatienceMs = 4400;

/** Runs a part of a request. Throws `unavailable` when all parts together took too long. */
export type Patience = <T>(part: () => Promise<T>) => Promise<T>;

/**
 * How long one request may keep its browser waiting. A part that is late goes on unheard: whether
 * it changed something is unknown, as when a process does not answer.
 */
export function createPatience(limitMs = usualPatienceMs): Patience {
  let leftMs = limitMs;
  return async (part) => {
    const start = performance.now();
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(tooLate()), Math.max(0, leftMs));
    try {
      return await Promise.race([part(), late.promise]);
    } finally {
      clearTimeout(timer);
      leftMs -= performance.now() - start;
    }
  };
}

function tooLate(): AppError {
  const message = 'This takes too long now. Nothing is lost; look, and try again.';
  return new AppError('unavailable', message, { retryMs: 1000 });
}

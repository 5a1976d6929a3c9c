import { setTimeout as sleep } from 'node:timers/promises';

const usualLimitMs = 1000;

/**
 * Waits for an answer of the server that a closing part would like to have, but not for long: while
 * the server is away none comes before the next connect. Never throws; whether it came is returned.
 */
export async function briefly(answer: Promise<unknown>, limitMs = usualLimitMs): Promise<boolean> {
  const came = answer.then(
    () => true,
    () => false,
  );
  const ended = new AbortController();
  const late = sleep(limitMs, false, { signal: ended.signal, ref: false }).catch(() => false);
  try {
    return await Promise.race([came, late]);
  } finally {
    ended.abort();
  }
}

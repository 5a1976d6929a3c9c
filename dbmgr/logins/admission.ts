import { AppError } from '../../internal/contract/errors.ts';
import { createTurns } from './turns.ts';

/** Who may come in to have a password checked. */
export type Admission = {
  /** Tries that share a bucket take turns. Throws `rate_limited` when too many are inside. */
  run<T>(buckets: string[], known: boolean, work: () => Promise<T>): Promise<T>;
};

const maxTries = 50;
/**
 * The rest is kept for browsers that signed in before: a flood of strangers cannot keep them out.
 */
const maxUnknownTries = 40;
const retryMs = 1000;

export function createAdmission(): Admission {
  const turns = createTurns();
  let inside = 0;
  let unknown = 0;
  return {
    async run(buckets, known, work) {
      if (inside >= maxTries || (!known && unknown >= maxUnknownTries)) {
        const message = 'Too many people sign in at once. Try again in a moment.';
        throw new AppError('rate_limited', message, { retryMs });
      }
      inside++;
      if (!known) unknown++;
      try {
        return await turns.run(buckets, work);
      } finally {
        inside--;
        if (!known) unknown--;
      }
    },
  };
}

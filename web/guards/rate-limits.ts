import { AppError } from '../../internal/contract/errors.ts';
import { addressGroup } from '../../internal/addresses/address-group.ts';

export type RateLimits = {
  /** Counts one request; throws `rate_limited` with `retryMs` beyond the limit. */
  count(name: string, address: string | undefined, perMinute: number): void;
};

type Bucket = { left: number; filledAtMs: number };

const minuteMs = 60_000;
/** Beyond this many addresses the ones that were quiet longest are forgotten. */
const maxBuckets = 50_000;

/** Token buckets in this process's memory, one per limit and address; full again after a minute. */
export function createRateLimits(now: () => number = Date.now): RateLimits {
  const buckets = new Map<string, Bucket>();
  return {
    count(name, address, perMinute) {
      const key = `${name} ${addressGroup(address ?? 'unknown')}`;
      const atMs = now();
      const old = buckets.get(key) ?? { left: perMinute, filledAtMs: atMs };
      const gained = ((atMs - old.filledAtMs) / minuteMs) * perMinute;
      const left = Math.min(perMinute, old.left + gained) - 1;
      buckets.delete(key);
      buckets.set(key, { left: Math.max(left, 0), filledAtMs: atMs });
      if (buckets.size > maxBuckets) forgetOldest(buckets);
      if (left >= 0) return;
      const retryMs = Math.ceil((-left / perMinute) * minuteMs);
      throw new AppError('rate_limited', 'Too many requests from your network. Wait a moment.', {
        retryMs,
      });
    },
  };
}

function forgetOldest(buckets: Map<string, Bucket>): void {
  const oldest = buckets.keys().next().value;
  if (oldest !== undefined) buckets.delete(oldest);
}

import { AppError } from '../../internal/contract/errors.ts';
import { addressGroup } from '../../internal/addresses/address-group.ts';

/** How a limit stands after a request was counted. */
export type Quota = {
  perMinute: number;
  /** Whole requests that may still come now. */
  left: number;
  /** Until it is full again, when nothing comes. */
  resetMs: number;
  /** Until the next may come; 0 when this one could. */
  retryMs: number;
};

export type RateLimits = {
  /** Counts one request; throws `rate_limited` with `retryMs` beyond the limit. */
  count(name: string, address: string | undefined, perMinute: number): Quota;
  /** Counts one request of whoever `key` is, and says how it stands. */
  take(key: string, perMinute: number): Quota;
};

type Bucket = { left: number; filledAtMs: number };

const minuteMs = 60_000;
/** Beyond this many addresses the ones that were quiet longest are forgotten. */
const maxBuckets = 50_000;

/** Token buckets in this process's memory, one per limit and address; full again after a minute. */
export function createRateLimits(now: () => number = Date.now): RateLimits {
  const buckets = new Map<string, Bucket>();
  const take = (key: string, perMinute: number): Quota => {
    const atMs = now();
    const old = buckets.get(key) ?? { left: perMinute, filledAtMs: atMs };
    const gained = ((atMs - old.filledAtMs) / minuteMs) * perMinute;
    const left = Math.min(perMinute, old.left + gained) - 1;
    buckets.delete(key);
    buckets.set(key, { left: Math.max(left, 0), filledAtMs: atMs });
    if (buckets.size > maxBuckets) forgetOldest(buckets);
    const timeFor = (requests: number) => Math.ceil((requests / perMinute) * minuteMs);
    return {
      perMinute,
      left: Math.max(0, Math.floor(left)),
      resetMs: timeFor(perMinute - Math.max(left, 0)),
      retryMs: left < 0 ? timeFor(-left) : 0,
    };
  };
  return {
    take,
    count(name, address, perMinute) {
      const quota = take(addressKey(name, address), perMinute);
      if (quota.retryMs > 0) throw tooMany('your network', quota);
      return quota;
    },
  };
}

/** The bucket of an address under a limit's name; one subscriber's IPv6 addresses share it. */
export function addressKey(name: string, address: string | undefined): string {
  return `${name} ${addressGroup(address ?? 'unknown')}`;
}

export function tooMany(whose: string, { retryMs }: Quota): AppError {
  return new AppError('rate_limited', `Too many requests from ${whose}. Wait a moment.`, {
    retryMs,
  });
}

function forgetOldest(buckets: Map<string, Bucket>): void {
  const oldest = buckets.keys().next().value;
  if (oldest !== undefined) buckets.delete(oldest);
}

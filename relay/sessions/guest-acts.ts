import { addressGroup } from '../../internal/addresses/address-group.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { ClientOp } from '../../internal/contract/frames.ts';
import { Bucket } from '../sockets/bucket.ts';
import type { Session } from './session.ts';

export type GuestActsOptions = {
  /** Of one guest, of all guests of one address. */
  actsPerSecond: { guest: number; address: number };
  burstS: number;
};

/** What waits in queues of its own, or never leaves the relays. */
const otherOps: ReadonlySet<ClientOp> = new Set([
  'send',
  'typing',
  'seen',
  'presence',
  'ping',
  'close',
]);

/**
 * What guests have dbmgr do besides writing, by the second: there are as many guests as somebody
 * likes, and what they ask for waits in one line with what staff of all organisations ask for.
 */
export class GuestActs {
  readonly #options: GuestActsOptions;
  /** By guest and by address, longest unused first; without one nothing was asked lately. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: GuestActsOptions) {
    this.#options = options;
  }

  /** Counts what a guest asks for. Throws `rate_limited` with `retryMs` beyond the limit. */
  count(session: Pick<Session, 'person' | 'connection'>, op: ClientOp): void {
    const { person, connection } = session;
    if (person?.role !== 'user' || otherOps.has(op)) return;
    const now = performance.now();
    this.#forget(now);
    const { guest, address } = this.#options.actsPerSecond;
    const buckets = [
      this.#bucketOf(person.id, guest, now),
      this.#bucketOf(addressGroup(connection.address), address, now),
    ];
    const empty = buckets.filter((bucket) => !bucket.has(now));
    if (empty.length > 0) {
      const retryMs = Math.max(...empty.map((bucket) => bucket.retryMs()));
      const message = 'Too much at once. Nothing was done; try again in a moment.';
      throw new AppError('rate_limited', message, { retryMs });
    }
    for (const bucket of buckets) bucket.take(now);
  }

  /** Moves it behind all others. */
  #bucketOf(key: string, perSecond: number, nowMs: number): Bucket {
    const bucket = this.#buckets.get(key) ?? new Bucket(perSecond, this.#options.burstS, 0, nowMs);
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    return bucket;
  }

  #forget(nowMs: number): void {
    for (const [key, bucket] of this.#buckets) {
      if (!bucket.isFull(nowMs)) break;
      this.#buckets.delete(key);
    }
  }
}

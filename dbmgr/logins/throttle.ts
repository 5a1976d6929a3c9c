import { createHash } from 'node:crypto';
import { AppError } from '../../internal/contract/errors.ts';
import { addFailure, delayOf, type Failures } from '../../internal/policy/sign-in-throttle.ts';
import type { Database } from '../database/open-database.ts';
import { retryContention, transact } from '../database/transact.ts';
import type { LoginFailuresTable } from './tables.ts';

/** What wrong passwords are counted by. Stored hashed: the table names nobody. */
export type Bucket = string;

export function accountBucket(account: string): Bucket {
  return bucketOf('account', account);
}

/** IPv6 addresses count by their /64: whoever has one has all of it. */
export function addressBucket(address: string): Bucket {
  return bucketOf('address', networkOf(address));
}

/** A browser that signed in before has its own count: others cannot lock it out. */
export function deviceBucket(deviceHash: string): Bucket {
  return bucketOf('device', deviceHash);
}

/** Sign-ups with an e-mail or a nickname that was taken. */
export function signupBucket(address: string): Bucket {
  return bucketOf('signup', networkOf(address));
}

/** Wrong current passwords of somebody who is signed in. */
export function changeBucket(personId: string): Bucket {
  return bucketOf('change', personId);
}

/** Throws `rate_limited` with the time to wait while one of the buckets is blocked. */
export async function refuseThrottled(db: Database, buckets: Bucket[], now: Date): Promise<void> {
  if (buckets.length === 0) return;
  const rows = await db
    .selectFrom('login_failures')
    .where('bucket', 'in', buckets)
    .selectAll()
    .execute();
  const retryMs = Math.max(0, ...rows.map((row) => delayOf(failuresOf(row), now)));
  if (retryMs === 0) return;
  const seconds = Math.ceil(retryMs / 1000);
  const wait = seconds === 1 ? '1 second' : `${seconds} seconds`;
  throw new AppError('rate_limited', `Too many wrong tries. Try again in ${wait}.`, { retryMs });
}

export async function addFailures(db: Database, buckets: Bucket[], now: Date): Promise<void> {
  await transact(db, async (tx) => {
    for (const bucket of buckets.toSorted()) {
      await tx
        .insertInto('login_failures')
        .values({ bucket, failures: 0, failed_at: now, blocked_until: null })
        // Takes the row for writing at once: two that only shared it first would block each other.
        .onDuplicateKeyUpdate({ bucket })
        .execute();
      const row = await tx
        .selectFrom('login_failures')
        .where('bucket', '=', bucket)
        .selectAll()
        .forUpdate()
        .executeTakeFirstOrThrow();
      const next = addFailure(failuresOf(row), now);
      await tx
        .updateTable('login_failures')
        .set({
          failures: next.failures,
          failed_at: next.failedAt,
          blocked_until: next.blockedUntil,
        })
        .where('bucket', '=', bucket)
        .execute();
    }
  });
}

export async function forgetFailures(db: Database, bucket: Bucket): Promise<void> {
  await retryContention(() =>
    db.deleteFrom('login_failures').where('bucket', '=', bucket).execute(),
  );
}

function failuresOf(row: LoginFailuresTable): Failures {
  return { failures: row.failures, failedAt: row.failed_at, blockedUntil: row.blocked_until };
}

function bucketOf(kind: string, key: string): Bucket {
  return createHash('sha256').update(`${kind}\n${key}`).digest('hex');
}

function networkOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  const [head = '', tail = ''] = address.toLowerCase().split('::');
  const groups = head.split(':').filter(Boolean);
  const after = address.includes('::') ? tail.split(':').filter(Boolean) : [];
  while (groups.length + after.length < 8) groups.push('0');
  return [...groups, ...after].slice(0, 4).join(':');
}

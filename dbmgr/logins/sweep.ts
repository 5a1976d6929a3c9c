import type { Log } from '../../internal/log/log.ts';
import { forgottenBefore } from '../../internal/policy/sign-in-throttle.ts';
import { startLoop } from '../background/loop.ts';
import type { Database } from '../database/open-database.ts';

export type SweepParts = { db: Database; log: Log; now: () => Date };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const batchRows = 500;
const maxBatches = 200;
/** Ended logins stay for a day, so that an answer about one is not "never heard of". */
const keepEndedMs = dayMs;
const keepDevicesMs = 180 * dayMs;

/** Once an hour takes away what nobody can use any more. */
export function startLoginSweep(parts: SweepParts): AsyncDisposable {
  return startLoop({
    name: 'sweep of logins',
    everyMs: hourMs,
    firstAfterMs: hourMs * Math.random(),
    log: parts.log,
    run: async () => void (await sweepLogins(parts)),
  });
}

/** Takes rows away in small batches, so that nobody waits for it; returns how many went. */
export async function sweepLogins({ db, now }: Omit<SweepParts, 'log'>): Promise<number> {
  const before = (ageMs: number) => new Date(now().getTime() - ageMs);
  const deletions = [
    () => db.deleteFrom('logins').where('expires_at', '<', before(0)),
    () => db.deleteFrom('logins').where('ended_at', '<', before(keepEndedMs)),
    () => db.deleteFrom('login_failures').where('failed_at', '<', forgottenBefore(now())),
    () => db.deleteFrom('devices').where('used_at', '<', before(keepDevicesMs)),
  ];
  let gone = 0;
  for (const deletion of deletions) {
    for (let batch = 0; batch < maxBatches; batch++) {
      const { numDeletedRows } = await deletion().limit(batchRows).executeTakeFirstOrThrow();
      gone += Number(numDeletedRows);
      if (numDeletedRows < batchRows) break;
    }
  }
  return gone;
}

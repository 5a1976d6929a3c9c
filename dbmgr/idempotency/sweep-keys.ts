import { startLoop } from '../background/loop.ts';
import { retryContention } from '../database/transact.ts';
import type { SweepParts } from '../logins/sweep.ts';
import { keepKeysMs } from './transact-once.ts';

const hourMs = 3_600_000;
const batchRows = 500;
const maxBatches = 2000;

/** Once an hour takes away keys that mean nothing any more. */
export function startKeySweep(parts: SweepParts): AsyncDisposable {
  return startLoop({
    name: 'sweep of idempotency keys',
    everyMs: hourMs,
    firstAfterMs: hourMs * Math.random(),
    log: parts.log,
    run: async () => void (await sweepKeys(parts)),
  });
}

/** Takes rows away in small batches; returns how many went. */
export async function sweepKeys({ db, now }: Omit<SweepParts, 'log'>): Promise<number> {
  const before = new Date(now().getTime() - keepKeysMs);
  const removal = db
    .deleteFrom('idempotency_keys')
    .where('made_at', '<=', before)
    .orderBy('made_at')
    .limit(batchRows);
  let gone = 0;
  for (let batch = 0; batch < maxBatches; batch++) {
    const { numDeletedRows } = await retryContention(() => removal.executeTakeFirstOrThrow());
    gone += Number(numDeletedRows);
    if (numDeletedRows < batchRows) break;
  }
  return gone;
}

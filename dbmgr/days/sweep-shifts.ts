import type { Log } from '../../internal/log/log.ts';
import { eachApart } from '../background/each-apart.ts';
import { startLoop } from '../background/loop.ts';
import type { Database } from '../database/open-database.ts';
import { retryContention } from '../database/transact.ts';
import { readSettings } from '../organisations/read-settings.ts';

export type SweepParts = { db: Database; log: Log; now: () => Date };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Where an organisation keeps its conversations for ever. */
const usualDays = 400;
const batchRows = 1000;
const maxBatches = 100;

/** Once an hour takes away what is older than an organisation keeps. */
export function startShiftSweep(parts: SweepParts): AsyncDisposable {
  return startLoop({
    name: 'sweep of shifts',
    everyMs: hourMs,
    firstAfterMs: hourMs * Math.random(),
    log: parts.log,
    run: async () => void (await sweepShifts(parts)),
  });
}

/**
 * How somebody stood when the oldest day that is kept began may be an older row: each agent's
 * latest stays. Returns how many went.
 */
export async function sweepShifts({ db, now }: Omit<SweepParts, 'log'>): Promise<number> {
  const orgs = await db.selectFrom('orgs').select('id').orderBy('id').execute();
  let gone = 0;
  await eachApart(orgs, async ({ id: org }) => {
    const { retention_days: days } = await readSettings(db, org);
    const before = new Date(now().getTime() - Math.min(days ?? usualDays, usualDays) * dayMs);
    for (let batch = 0; batch < maxBatches; batch++) {
      const taken = await sweepBatch(db, org, before);
      gone += taken;
      if (taken < batchRows) break;
    }
  });
  return gone;
}

async function sweepBatch(db: Database, org: string, before: Date): Promise<number> {
  const rows = await db
    .selectFrom('shifts')
    .innerJoin('shifts as later', (join) =>
      join
        .onRef('later.agent_id', '=', 'shifts.agent_id')
        .onRef('later.id', '>', 'shifts.id')
        .on('later.at', '<', before),
    )
    .where('shifts.org_id', '=', org)
    .where('shifts.at', '<', before)
    .select('shifts.id')
    .distinct()
    .limit(batchRows)
    .execute();
  if (rows.length === 0) return 0;
  const ids = rows.map(({ id }) => id);
  await retryContention(() => db.deleteFrom('shifts').where('id', 'in', ids).execute());
  return ids.length;
}

import { sql } from 'kysely';
import type { Log } from '../../internal/log/log.ts';
import type { Metrics } from '../../internal/metrics/metrics.ts';
import { eachApart } from '../background/each-apart.ts';
import { type Loop, startLoop } from '../background/loop.ts';
import type { AlarmParts } from './alarm-parts.ts';
import { returnUnseen } from './return-unseen.ts';
import { settleAlarms } from './settle-alarms.ts';
import { takeSteps } from './take-steps.ts';

const everyMs = 1000;

/**
 * Sees to it that nobody waits unseen: looks once a second, in every dbmgr beside the others, at
 * what nobody has acknowledged, and takes the steps that are due. Nothing of it is in memory, so
 * whoever is left goes on where the others were stopped.
 */
export function startAlarmKeeper(parts: AlarmParts & { log: Log; metrics: Metrics }): Loop {
  const count = parts.metrics.counter(
    'natter_alarms_returned_total',
    'Conversations that went back to the queue because nobody saw what the visitor wrote',
  );
  return startLoop({
    name: 'alarms',
    everyMs,
    log: parts.log,
    run: async () => {
      const { returned } = await keepAlarms(parts);
      if (returned > 0) count({}, returned);
    },
  });
}

/** One look at everything. */
export async function keepAlarms(parts: AlarmParts): Promise<{ returned: number }> {
  if (!(await isAnythingOpen(parts))) return { returned: 0 };
  await settleAlarms(parts);
  let returned = 0;
  await eachApart(await findDue(parts), async (org) => {
    for (const alarm of await takeSteps(parts, org)) {
      if (await returnUnseen(parts, alarm)) returned += 1;
    }
  });
  return { returned };
}

/** Alarms, or conversations that may need one. */
async function isAnythingOpen({ db }: AlarmParts): Promise<boolean> {
  const { rows } = await sql<{ found: number }>`
    select exists (select 1 from alarms where ended_at is null)
      or exists (select 1 from conversations where state in ('waiting', 'offered', 'open'))
      as found`.execute(db);
  return rows[0]!.found === 1;
}

async function findDue({ db, now }: AlarmParts): Promise<string[]> {
  const rows = await db
    .selectFrom('alarms')
    .where('ended_at', 'is', null)
    .where('next_at', '<=', now())
    .select('org_id')
    .distinct()
    .orderBy('org_id')
    .execute();
  return rows.map((row) => row.org_id);
}

import { type ExpressionBuilder, sql } from 'kysely';
import type { Log } from '../../internal/log/log.ts';
import { startLoop } from '../background/loop.ts';
import { asTable } from '../database/as-id.ts';
import type { Database } from '../database/open-database.ts';
import type { Tables } from '../database/tables.ts';
import { transact } from '../database/transact.ts';

export type PurgeParts = { db: Database; log: Log; now: () => Date };

const hourMs = 3_600_000;
/** What was answered, or was nobody's to answer any more, stays so long. */
export const keepEndedTasksMs = 7 * 24 * hourMs;
const batchRows = 200;
const maxBatches = 500;

/** Once an hour takes away tasks that ended a week ago. The dead stay for whoever looks at them. */
export function startTaskPurge(parts: PurgeParts): AsyncDisposable {
  return startLoop({
    name: 'purge of tasks',
    everyMs: hourMs,
    firstAfterMs: hourMs * Math.random(),
    log: parts.log,
    run: async () => void (await purgeTasks(parts)),
  });
}

/**
 * Takes rows away in small batches and passes over those that somebody holds, so that nobody waits
 * for it; returns how many went.
 */
export async function purgeTasks({ db, now }: Omit<PurgeParts, 'log'>): Promise<number> {
  const automations = await db.selectFrom('automations').select('name').orderBy('name').execute();
  const endedBefore = new Date(now().getTime() - keepEndedTasksMs);
  let gone = 0;
  for (const { name } of automations) {
    for (const state of ['answered', 'dropped'] as const) {
      for (let batch = 0; batch < maxBatches; batch++) {
        const taken = await purgeBatch(db, name, state, endedBefore);
        gone += taken;
        if (taken < batchRows) break;
      }
    }
  }
  return gone;
}

/** Along the index by state and automation, which ends in the id: the oldest come first. */
function purgeBatch(
  db: Database,
  automation: string,
  state: 'answered' | 'dropped',
  endedBefore: Date,
): Promise<number> {
  return transact(db, async (tx) => {
    const rows = await tx
      .selectFrom('tasks')
      .select('id')
      .where('state', '=', state)
      .where('automation', '=', automation)
      .where('id', '<', firstIdAt(endedBefore))
      .where('ended_at', '<', endedBefore)
      .where((eb) => eb.or([eb('reason', 'is', null), eb.not(isNeeded(eb))]))
      .orderBy('id')
      .limit(batchRows)
      .forUpdate()
      .skipLocked()
      .execute();
    if (rows.length === 0) return 0;
    const ids = rows.map((row) => row.id);
    await sql`delete tasks from ${asTable(ids)} ended
      straight_join tasks on tasks.id = ended.id`.execute(tx);
    return ids.length;
  });
}

/** Why an automation handed it over is shown for as long as the conversation goes on. */
function isNeeded(eb: ExpressionBuilder<Tables, 'tasks'>) {
  return eb.exists(
    eb
      .selectFrom('conversations')
      .select('conversations.id')
      .whereRef('conversations.id', '=', 'tasks.conversation_id')
      .where('conversations.state', '!=', 'closed'),
  );
}

/** What was made before has a smaller id: the first 48 bits are milliseconds (RFC 9562, 5.7). */
function firstIdAt(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

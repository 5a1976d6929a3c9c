import type { Log } from '../../internal/log/log.ts';
import { startLoop } from '../background/loop.ts';
import type { Database } from '../database/open-database.ts';
import { retryContention } from '../database/transact.ts';
import { healOrgBytes } from './org-bytes.ts';
import type { AttachmentState } from './tables.ts';

type Parts = { db: Database; now: () => Date };

const minuteMs = 60_000;
const everyMs = 5 * minuteMs;
const batchRows = 500;
const maxBatches = 20;

/** How old what nobody sent may grow. */
const ages: Partial<Record<AttachmentState, number>> = {
  waiting: 60 * minuteMs,
  refused: 60 * minuteMs,
  ready: 24 * 60 * minuteMs,
};

/** Every five minutes gives up the files that were never sent. */
export function startAttachmentSweep(parts: Parts & { log: Log }): AsyncDisposable {
  return startLoop({
    name: 'sweep of attachments',
    everyMs,
    log: parts.log,
    run: async () => void (await sweepAttachments(parts)),
  });
}

/**
 * Returns how many were given up, and heals what is counted of the others; the process that speaks
 * to the store removes them there.
 */
export async function sweepAttachments({ db, now }: Parts): Promise<number> {
  let gone = 0;
  for (const [state, ageMs] of Object.entries(ages) as [AttachmentState, number][]) {
    const before = new Date(now().getTime() - ageMs);
    for (let batch = 0; batch < maxBatches; batch++) {
      const ids = await findOld(db, state, before);
      if (ids.length > 0) gone += await giveUp(db, state, ids);
      if (ids.length < batchRows) break;
    }
  }
  await healOrgBytes(db);
  return gone;
}

async function findOld(db: Database, state: AttachmentState, before: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('attachments')
    .select('id')
    .where('state', '=', state)
    .where('made_at', '<', before)
    .limit(batchRows)
    .execute();
  return rows.map(({ id }) => id).toSorted();
}

/** Only what nobody sent meanwhile. */
async function giveUp(
  db: Database,
  state: AttachmentState,
  ids: readonly string[],
): Promise<number> {
  const { numUpdatedRows } = await retryContention(() =>
    db
      .updateTable('attachments')
      .set({ state: 'gone' })
      .where('id', 'in', ids)
      .where('state', '=', state)
      .executeTakeFirst(),
  );
  return Number(numUpdatedRows);
}

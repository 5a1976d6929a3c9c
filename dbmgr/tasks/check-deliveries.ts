import { type RawBuilder, sql } from 'kysely';
import type { Availability } from '../automations/availability.ts';
import type { Times } from '../background/times.ts';
import { maxListed } from '../database/chunks.ts';
import type { Database } from '../database/open-database.ts';
import { retryContention, transact, type Transaction } from '../database/transact.ts';
import { ago } from './claim-tasks.ts';

/** A publication is over by then, confirmed or not. */
const surelyPublishedMs = 10_000;
const maxUnanswered = 3;
const maxLost = 5;
const maxChecked = 100;
const never = new Date(0);

const backToQueue = {
  state: 'queued' as const,
  stream_seq: null,
  delivered_at: null,
};

/** Queues again what was sent and can never be delivered: its stream or consumer is another now. */
export async function requeueLost(db: Database, automation: Availability): Promise<void> {
  const { consumer, renewedAt, name } = automation;
  if (!consumer) return;
  const lost = sql<boolean>`state = 'sent' and automation = ${name} and stream_seq is not null
    and (sent_at < ${renewedAt ?? never} or (delivered_at is null
      and sent_at < ${ago(surelyPublishedMs)}
      and (stream_seq > ${consumer.lastSeq} or stream_seq < ${consumer.firstSeq})))`;
  await updateTasks(db, lost, sql`state = 'queued', stream_seq = null, delivered_at = null`);
}

/** Writes down which tasks a replica has got by now. */
export async function markDelivered(db: Database, automation: Availability): Promise<void> {
  const { consumer, name } = automation;
  if (!consumer) return;
  const delivered = sql<boolean>`state = 'sent' and automation = ${name} and delivered_at is null
    and stream_seq between ${consumer.firstSeq} and ${consumer.deliveredSeq}`;
  await updateTasks(db, delivered, sql`delivered_at = now(3)`);
}

/**
 * Tasks are looked for without a lock and changed by their ids: whoever answers one holds its row
 * first and changes its places in the indexes then, and an update along an index would meet that.
 */
async function updateTasks(
  db: Database,
  which: RawBuilder<boolean>,
  change: RawBuilder<unknown>,
): Promise<void> {
  for (let found = maxListed; found === maxListed;) {
    const select = db.selectFrom('tasks').select('id').where(which).orderBy('id').limit(maxListed);
    const ids = (await select.execute()).map((row) => row.id);
    found = ids.length;
    if (found === 0) return;
    const update = sql`update tasks force index (primary) set ${change}
      where id in (${sql.join(ids)}) and ${which}`;
    await retryContention(() => update.execute(db));
  }
}

/**
 * Tasks that a replica got and did not answer. What a replica took before the automation was away
 * is queued again as if it had not been sent, up to 5 times in all, because it may be what ends
 * replicas; what a running one left lying for 8 s counts, and is queued again twice. Returns those
 * that had their last chance.
 */
export function checkUnanswered(
  db: Database,
  automation: Availability,
  times: Times,
): Promise<string[]> {
  if (!automation.running) return Promise.resolve([]);
  return transact(db, async (tx) => {
    const rows = await tx
      .selectFrom('tasks')
      .select(['id', 'tries', 'unanswered', 'delivered_at'])
      .where('state', '=', 'sent')
      .where('automation', '=', automation.name)
      .where((eb) =>
        eb.or([
          eb('delivered_at', '<', automation.since),
          eb('delivered_at', '<', ago(times.answerMs)),
        ]),
      )
      .limit(maxChecked)
      .forUpdate()
      .skipLocked()
      .execute();
    const lost = rows.filter((row) => row.delivered_at! < automation.since);
    const left = rows.filter((row) => row.delivered_at! >= automation.since);
    const mayReturn = lost.filter((row) => row.tries - row.unanswered < maxLost);
    for (const { id } of mayReturn) await requeue(tx, id, {});
    const again = left.filter((row) => row.unanswered + 1 < maxUnanswered);
    for (const { id, unanswered } of again) await requeue(tx, id, { unanswered: unanswered + 1 });
    const isOver = (row: (typeof rows)[number]) => !mayReturn.includes(row) && !again.includes(row);
    return rows.filter(isOver).map((row) => row.id);
  });
}

async function requeue(tx: Transaction, id: string, also: { unanswered?: number }): Promise<void> {
  await tx
    .updateTable('tasks')
    .set({ ...backToQueue, ...also })
    .where('id', '=', id)
    .execute();
}

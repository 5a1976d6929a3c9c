import { sql } from 'kysely';
import type { Availability } from '../automations/availability.ts';
import type { Times } from '../background/times.ts';
import type { Database } from '../database/open-database.ts';
import { transact, type Transaction } from '../database/transact.ts';
import { ago } from './claim-tasks.ts';

/** A publication is over by then, confirmed or not. */
const surelyPublishedMs = 10_000;
const maxUnanswered = 3;
const maxChecked = 100;

const backToQueue = {
  state: 'queued' as const,
  stream_seq: null,
  delivered_at: null,
};

/** Queues again what was sent and can never be delivered: its stream or consumer is another now. */
export async function requeueLost(db: Database, automation: Availability): Promise<void> {
  const { consumer, renewedAt, name } = automation;
  if (!consumer) return;
  await db
    .updateTable('tasks')
    .set(backToQueue)
    .where('state', '=', 'sent')
    .where('automation', '=', name)
    .where('stream_seq', 'is not', null)
    .where((eb) =>
      eb.or([
        ...(renewedAt ? [eb('sent_at', '<', renewedAt)] : []),
        eb.and([
          eb('delivered_at', 'is', null),
          eb('sent_at', '<', ago(surelyPublishedMs)),
          eb.or([
            eb('stream_seq', '>', consumer.lastSeq),
            eb('stream_seq', '<', consumer.firstSeq),
          ]),
        ]),
      ]),
    )
    .execute();
}

/** Writes down which tasks a replica has got by now. */
export async function markDelivered(db: Database, automation: Availability): Promise<void> {
  const { consumer, name } = automation;
  if (!consumer) return;
  await db
    .updateTable('tasks')
    .set({ delivered_at: sql<Date>`now(3)` })
    .where('state', '=', 'sent')
    .where('automation', '=', name)
    .where('delivered_at', 'is', null)
    .where('stream_seq', '<=', consumer.deliveredSeq)
    .where('stream_seq', '>=', consumer.firstSeq)
    .execute();
}

/**
 * Tasks that a replica got and did not answer. What a replica took before the automation was away
 * is queued again as if it had not been sent; what a running one left lying for 8 s counts, and is
 * queued again twice. Returns those that were left the third time.
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
      .select(['id', 'unanswered', 'delivered_at'])
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
    for (const { id } of lost) await requeue(tx, id, {});
    const again = left.filter((row) => row.unanswered + 1 < maxUnanswered);
    for (const { id, unanswered } of again) await requeue(tx, id, { unanswered: unanswered + 1 });
    return left.filter((row) => !again.includes(row)).map((row) => row.id);
  });
}

async function requeue(tx: Transaction, id: string, also: { unanswered?: number }): Promise<void> {
  await tx
    .updateTable('tasks')
    .set({ ...backToQueue, ...also })
    .where('id', '=', id)
    .execute();
}

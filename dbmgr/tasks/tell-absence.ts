import type { Availability } from '../automations/availability.ts';
import type { Times } from '../background/times.ts';
import { announceEntries, type Teller } from '../channels/announce.ts';
import { appendChange, saveLog } from '../channels/locked-log.ts';
import { holdConversation } from '../conversations/hold-conversation.ts';
import type { Database } from '../database/open-database.ts';
import { retryContention, transact, type Transaction } from '../database/transact.ts';
import { ago } from './claim-tasks.ts';

const maxTold = 100;

/**
 * Tells every visitor who waits for an automation that is away, once an outage, and offers a
 * person.
 */
export async function tellAbsence(
  db: Database,
  who: Teller,
  automation: Availability,
  times: Times,
): Promise<void> {
  const awayMs = automation.at.getTime() - automation.waitsSince.getTime();
  if (automation.waits || awayMs < times.absenceMs) return;
  if (await isAtWork(db, automation, times)) return;
  const rows = await db
    .selectFrom('tasks')
    .innerJoin('conversations', 'conversations.id', 'tasks.conversation_id')
    .where('tasks.state', 'in', ['queued', 'sent'])
    .where('tasks.automation', '=', automation.name)
    .where('tasks.made_at', '<', ago(times.absenceMs))
    .where('conversations.absence_told', '=', 0)
    .where('conversations.state', '=', 'bot')
    .select('tasks.channel_id')
    .distinct()
    .limit(maxTold)
    .execute();
  for (const { channel_id } of rows) await tell(db, who, automation, channel_id);
}

/** A replica that takes one task at a time waits for none while it has one. */
async function isAtWork(db: Database, { name }: Availability, times: Times): Promise<boolean> {
  const task = await db
    .selectFrom('tasks')
    .select('id')
    .where('state', '=', 'sent')
    .where('automation', '=', name)
    .where('delivered_at', '>', ago(times.answerMs))
    .limit(1)
    .executeTakeFirst();
  return task !== undefined;
}

async function tell(
  db: Database,
  who: Teller,
  automation: Availability,
  channelId: string,
): Promise<void> {
  await transact(db, async (tx, afterCommit) => {
    const { log, row } = await holdConversation(tx, channelId);
    if (row.absence_told === 1 || row.automation !== automation.name) return;
    if (await wasAnsweredSince(tx, row.id, automation.at)) return;
    const code = 'automation_absent';
    const text =
      `${automation.title} is away at the moment. Your message is kept and answered when it is ` +
      'back. You can talk to a person instead.';
    const body = { code, text };
    await appendChange(tx, log, { kind: 'notice', conversationId: row.id, body }, who.now());
    await tx
      .updateTable('conversations')
      .set({ absence_told: true })
      .where('id', '=', row.id)
      .execute();
    await saveLog(tx, log);
    afterCommit(() => announceEntries(who.bus, log.id, log.memberVersion, log.entries));
  });
}

/** It came back after it was seen away. */
async function wasAnsweredSince(tx: Transaction, conversationId: string, seenAt: Date) {
  const answered = await tx
    .selectFrom('tasks')
    .select('id')
    .where('conversation_id', '=', conversationId)
    .where('state', '=', 'answered')
    .where('ended_at', '>=', seenAt)
    .limit(1)
    .executeTakeFirst();
  return answered !== undefined;
}

/** It is back: the next outage is told again. */
export async function forgetAbsence(db: Database, automation: Availability): Promise<void> {
  if (!automation.waits) return;
  const rows = await db
    .selectFrom('conversations')
    .select('id')
    .where('owner_id', '=', automation.personId)
    .where('state', '=', 'bot')
    .where('absence_told', '=', 1)
    .limit(maxTold)
    .execute();
  for (const { id } of rows) {
    const update = db.updateTable('conversations').set({ absence_told: false });
    await retryContention(() => update.where('id', '=', id).execute());
  }
}

import type { OrgSettings } from '../../internal/contract/settings.ts';
import type { Transaction } from '../database/transact.ts';
import { writeMail } from '../mails/write-mail.ts';
import type { Rung } from './ring-people.ts';
import type { AlarmRow } from './tables.ts';
import { mailFor } from './write-notes.ts';

export type MailPlace = { org: string; settings: OrgSettings; publicUrl: string; now: Date };

/** The mailbox gets one mail for all who wait, and the next not before. */
const gapMs = 5 * 60_000;
const keyStart = 'alarm-';

/**
 * One mail for all of them; how many mailboxes it goes to, by alarm. Within five minutes of the
 * last one they are put off, and are absent.
 */
export async function mailAlarms(
  tx: Transaction,
  { org, settings, publicUrl, now }: MailPlace,
  some: readonly Rung[],
): Promise<Map<AlarmRow, number>> {
  const { mailbox, hours } = settings;
  if (some.length === 0) return new Map();
  if (mailbox === null) return new Map(some.map(({ row }) => [row, 0]));
  const last = await readLast(tx, org);
  if (last && now.getTime() - last.getTime() < gapMs) {
    await putOff(tx, some, new Date(last.getTime() + gapMs));
    return new Map();
  }
  const about = some.map((one) => one.about);
  const { subject, text } = mailFor(about, { zone: hours.zone, publicUrl });
  const key = `${keyStart}${now.getTime()}`;
  await writeMail(tx, { org_id: org, to: mailbox, subject, text, key, at: now });
  return new Map(some.map(({ row }) => [row, 1]));
}

async function readLast(tx: Transaction, org: string): Promise<Date | undefined> {
  const row = await tx
    .selectFrom('mails')
    .where('org_id', '=', org)
    .where('mail_key', '>=', keyStart)
    .where('mail_key', '<', 'alarm.')
    .select('made_at')
    .orderBy('made_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.made_at;
}

async function putOff(tx: Transaction, some: readonly Rung[], next_at: Date): Promise<void> {
  for (const { row } of some) {
    await tx
      .updateTable('alarms')
      .set({ next_at })
      .where('conversation_id', '=', row.conversation_id)
      .where('epoch', '=', row.epoch)
      .where('seq', '=', row.seq)
      .execute();
  }
}

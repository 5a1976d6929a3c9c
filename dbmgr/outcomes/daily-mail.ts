import type { Log } from '../../internal/log/log.ts';
import { addDays, clockAt, dateAt } from '../../internal/policy/days.ts';
import { eachApart } from '../background/each-apart.ts';
import { startLoop } from '../background/loop.ts';
import type { Database } from '../database/open-database.ts';
import { writeMail } from '../mails/write-mail.ts';
import { readSettings } from '../organisations/read-settings.ts';
import { accountForDay } from './account-for-day.ts';
import { writeDayMail } from './write-day-mail.ts';

export type DailyParts = { db: Database; now: () => Date; publicUrl: string };

const everyMs = 60_000;
/** So late it is still worth reading. */
const lateMs = 6 * 3_600_000;

/** Once a minute looks whose day is to be accounted for. */
export function startDailyMails(parts: DailyParts & { log: Log }): AsyncDisposable {
  return startLoop({
    name: 'daily mails',
    everyMs,
    firstAfterMs: everyMs * (0.5 + Math.random() * 0.5),
    log: parts.log,
    run: async () => void (await mailDays(parts)),
  });
}

/**
 * Writes the account of yesterday for each organisation whose clock shows that it is time, once
 * for all dbmgrs: the mail's key is the day. After a stop of days it is yesterday's alone. Returns
 * how many were written.
 */
export async function mailDays({ db, now, publicUrl }: DailyParts): Promise<number> {
  const at = now();
  const orgs = await db.selectFrom('orgs').where('active', '=', 1).select('id').execute();
  let written = 0;
  await eachApart(orgs, async ({ id: org }) => {
    const settings = await readSettings(db, org);
    const { mailbox, daily_mail_at, hours } = settings;
    if (mailbox === null || daily_mail_at === null) return;
    const date = dayDue(hours.zone, daily_mail_at, at);
    if (date === null) return;
    const key = `day-${date}`;
    if (await isWritten(db, org, key)) return;
    const account = await accountForDay(db, { org, date, now: at, settings });
    const mail = writeDayMail(account, publicUrl);
    if (await writeMail(db, { org_id: org, to: mailbox, ...mail, key, at })) written += 1;
  });
  return written;
}

/**
 * The day whose account is due: yesterday once the clock shows the time. What was due shortly
 * before midnight is due for some hours after it, too; null when nothing is.
 */
function dayDue(zone: string, time: string, at: Date): string | null {
  const today = dateAt(zone, at);
  if (clockAt(zone, at) >= time) return addDays(today, -1);
  const before = new Date(at.getTime() - lateMs);
  const isLate = dateAt(zone, before) < today && clockAt(zone, before) <= time;
  return isLate ? addDays(today, -2) : null;
}

async function isWritten(db: Database, org: string, key: string): Promise<boolean> {
  const row = await db
    .selectFrom('mails')
    .where('org_id', '=', org)
    .where('mail_key', '=', key)
    .select('id')
    .executeTakeFirst();
  return row !== undefined;
}

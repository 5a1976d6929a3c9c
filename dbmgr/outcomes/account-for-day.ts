import type { Kysely } from 'kysely';
import type { DayAccount, OutcomeRow } from '../../internal/contract/outcomes.ts';
import type { OrgSettings } from '../../internal/contract/settings.ts';
import { dateAt, dayOf } from '../../internal/policy/days.ts';
import type { OutcomeRow as Sum, Who } from '../../internal/policy/outcomes.ts';
import type { Tables } from '../database/tables.ts';
import { judgeDay } from './judge-day.ts';

export type DayWish = { org: string; date: string | undefined; now: Date; settings: OrgSettings };

/**
 * Every message that visitors wrote on a day of the organisation's calendar, by what became of it
 * until now. The total is counted apart: what the rows lack is told and not made up.
 */
export async function accountForDay(
  db: Kysely<Tables>,
  { org, date, now, settings }: DayWish,
): Promise<DayAccount> {
  const { zone } = settings.hours;
  const today = dateAt(zone, now);
  const day = dayOf(zone, date ?? today);
  const { rows, total } = await judgeDay(db, org, day, now);
  return {
    date: day.date,
    zone,
    from: day.from.toISOString(),
    to: day.to.toISOString(),
    is_today: day.date === today,
    total,
    rows: rows.map(presentRow),
    missing: total - rows.reduce((sum, row) => sum + row.messages, 0),
  };
}

export function presentRow({ by, medianMs, mostMs, ...row }: Sum): OutcomeRow {
  return { ...row, by: presentWho(by), median_ms: medianMs, most_ms: mostMs };
}

export function presentWho(who: Who | null): OutcomeRow['by'] {
  return who && { id: who.id, name: who.name, automation: who.isAutomation };
}

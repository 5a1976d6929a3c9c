import type { RecordedShift, RecordedVisit } from '../../internal/contract/days.ts';
import type { Client } from '../../internal/contract/types.ts';
import { type Comparison, compareDays } from '../../internal/policy/replay/compare-days.ts';
import type { Change, RecordedDay } from '../../internal/policy/replay/recorded-day.ts';
import type { Day } from './day.ts';

type As = { login: string };

/** The account of every message has no gap, and as many as the test itself counted. */
export async function checkAccount(
  day: Day,
  web: Client<'web'>,
  admins: Record<string, As>,
): Promise<string[]> {
  const faults: string[] = [];
  for (const [org, { zone }] of Object.entries(day.plan.orgs)) {
    const dates = datesOf(zone, [day.plan.beginMs, day.plan.endMs]);
    let told = 0;
    for (const date of dates) {
      const account = await web.outcomes.readDay({ date }, admins[org]);
      told += account.total;
      if (account.missing !== 0) faults.push(`${org}, ${date}: ${account.missing} messages lack`);
    }
    const visitors = [...day.visitors.values()].filter(({ plan }) => plan.org === org);
    const counted = visitors.reduce((sum, { stored }) => sum + stored, 0);
    if (told !== counted)
      faults.push(`${org}: ${told} messages are told of, and it was ${counted}`);
  }
  return faults;
}

/** The day of `main` as its admin reads it, played again. */
export async function replayDay(
  day: Day,
  web: Client<'web'>,
  admin: As,
  change: Change,
): Promise<Comparison> {
  const [date] = datesOf(day.plan.orgs['main']!.zone, [day.plan.beginMs]);
  return compareDays(await readDay(web, admin, date!), change);
}

async function readDay(web: Client<'web'>, admin: As, date: string): Promise<RecordedDay> {
  const visits: RecordedVisit[] = [];
  const shifts: RecordedShift[] = [];
  for (;;) {
    const after = visits.at(-1)?.id;
    const page = await web.days.listVisits({ day: date, ...(after ? { after } : {}) }, admin);
    visits.push(...page.visits);
    if (page.more) continue;
    const { bounds } = page;
    const all = await web.days.listShifts({ day: date, after: 0 }, admin);
    shifts.push(...all.shifts);
    return { bounds, visits, shifts };
  }
}

/** What the clock of a zone shows at these moments, each day once. */
function datesOf(zone: string, moments: readonly number[]): string[] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' });
  return [...new Set(moments.map((at) => format.format(at)))];
}

import type { DayBounds, RecordedShift, RecordedVisit } from '../../internal/contract/days.ts';
import type { RecordedDay } from '../../internal/policy/replay/recorded-day.ts';
import type { ReadVisit } from '../routing/visit.ts';

/** More would keep everybody else's pages waiting; the command takes any day. */
export const maxVisits = 3000;
const maxShifts = 10_000;

/** All of a day, page by page; null of one that is too large for a page to play again. */
export async function collectDay(
  { app, as }: Pick<ReadVisit, 'app' | 'as'>,
  day: string,
): Promise<RecordedDay | null> {
  const visits: RecordedVisit[] = [];
  let bounds: DayBounds;
  for (;;) {
    const after = visits.at(-1)?.id;
    const page = await app.reads.days.listVisits({ day, ...(after ? { after } : {}) }, as);
    bounds = page.bounds;
    visits.push(...page.visits);
    if (visits.length > maxVisits) return null;
    if (!page.more) break;
  }
  const shifts: RecordedShift[] = [];
  for (let after: number | null = 0; after !== null;) {
    const page: { shifts: RecordedShift[]; next: number | null } = await app.reads.days.listShifts(
      { day, after },
      as,
    );
    shifts.push(...page.shifts);
    if (shifts.length > maxShifts) return null;
    after = page.next;
  }
  return { bounds, visits, shifts };
}

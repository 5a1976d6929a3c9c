import type { DayBounds } from '../../internal/contract/days.ts';
import type { Handlers } from '../../internal/contract/types.ts';
import { boundsOfDay, refuseDays } from '../../internal/policy/recorded-days.ts';
import { performLook } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import type { Database } from '../database/open-database.ts';
import { readSettings } from '../organisations/read-settings.ts';
import { enforce } from '../refuse.ts';
import { readShifts } from './read-shifts.ts';
import { readVisits } from './read-visits.ts';

export const dayHandlers: Handlers<Context>['days'] = {
  listVisits: (context, { day, after }) =>
    look(context, day, (db, org, bounds) => readVisits(db, org, bounds, after)),
  listShifts: (context, { day, after }) =>
    look(context, day, (db, org, bounds) => readShifts(db, org, bounds, after)),
};

/** A page of a day of the acting admin's organisation, with the day's bounds. */
function look<Page extends object>(
  context: Context,
  day: string,
  read: (db: Database, org: string, bounds: DayBounds) => Promise<Page>,
): Promise<Page & { bounds: DayBounds }> {
  return performLook(context, async (db, actor) => {
    enforce(refuseDays(actor.role));
    const { hours } = await readSettings(db, actor.org);
    const bounds = boundsOfDay(hours.zone, day);
    return { ...(await read(db, actor.org, bounds)), bounds };
  });
}

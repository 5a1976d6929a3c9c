import type { Database } from '../dbmgr/database/open-database.ts';
import { readShifts } from '../dbmgr/days/read-shifts.ts';
import { readVisits } from '../dbmgr/days/read-visits.ts';
import { readSettings } from '../dbmgr/organisations/read-settings.ts';
import type { RecordedShift, RecordedVisit } from '../internal/contract/days.ts';
import { boundsOfDay } from '../internal/policy/recorded-days.ts';
import type { RecordedDay } from '../internal/policy/replay/recorded-day.ts';
import { PersonError } from '../internal/process/person-error.ts';
import { showable } from './terminal.ts';

export type Organisation = { id: string; name: string };

/** By id or name; the only one where none is named. Throws a PersonError that says what to do. */
export async function findOrganisation(
  db: Database,
  named: string | undefined,
): Promise<Organisation> {
  const all = await db.selectFrom('orgs').select(['id', 'name']).orderBy('name').execute();
  const fitting = all.filter(({ id, name }) => named === undefined || [id, name].includes(named));
  const [found] = fitting;
  if (found && fitting.length === 1) return found;
  const names = all.map(({ id, name }) => `${showable(name)} (${id})`).join(', ');
  if (named === undefined) throw new PersonError(`Say whose day with --org: ${names}.`);
  const what = found ? 'Several organisations are' : 'No organisation is';
  throw new PersonError(`${what} called ${showable(named)}. There are: ${names}.`);
}

/** All that was recorded of a day, however large. */
export async function readDay(db: Database, org: string, day: string): Promise<RecordedDay> {
  const { hours } = await readSettings(db, org);
  const bounds = boundsOfDay(hours.zone, day);
  const visits: RecordedVisit[] = [];
  for (let more = true; more;) {
    const page = await readVisits(db, org, bounds, visits.at(-1)?.id);
    visits.push(...page.visits);
    ({ more } = page);
  }
  const shifts: RecordedShift[] = [];
  for (let after: number | null = 0; after !== null;) {
    const page = await readShifts(db, org, bounds, after);
    shifts.push(...page.shifts);
    after = page.next;
  }
  return { bounds, visits, shifts };
}

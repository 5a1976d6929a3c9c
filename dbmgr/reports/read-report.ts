import type { Period } from '../../internal/contract/periods.ts';
import type { Report } from '../../internal/contract/reports.ts';
import { spanBefore, spanOf, stepsOf } from '../../internal/policy/periods.ts';
import { createGroups } from '../../internal/policy/report-groups.ts';
import { createTally, type Numbers, refuseReports } from '../../internal/policy/reports.ts';
import { performLook } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import type { Database } from '../database/open-database.ts';
import { readSettings } from '../organisations/read-settings.ts';
import { enforce } from '../refuse.ts';
import { findDays } from './find-days.ts';
import { readTeamsOfAgents } from '../teams/teams-of.ts';
import { readNames } from './read-names.ts';
import { walkFigures } from './walk-figures.ts';

/** What became of the conversations that began in a period, and in the one before. */
export function readReport(context: Context, period: Period): Promise<Report> {
  return performLook(context, async (db, actor) => {
    enforce(refuseReports(actor.role));
    return sumUp(db, actor.org, period, context.now());
  });
}

export async function sumUp(db: Database, org: string, period: Period, now: Date): Promise<Report> {
  const { zone } = (await readSettings(db, org)).hours;
  const days = findDays(period, zone, now);
  const { size, starts } = stepsOf(zone, days);
  const groups = createGroups({ zone, starts, teamsOf: await readTeamsOfAgents(db, org, 'id') });
  await walkFigures(db, org, spanOf(zone, days), now, (figure) => groups.add(figure));
  const sums = groups.sum();
  const span = spanBefore(zone, days, now.getTime());
  const earlier = createTally();
  await walkFigures(db, org, span, now, (figure) => earlier.add(figure));
  const iso = (at: number) => new Date(at).toISOString();
  return {
    days: { ...days, zone },
    before: { from: iso(span.from), until: iso(span.until), numbers: earlier.sum() },
    numbers: sums.total,
    step: size,
    steps: starts.map((from, at) => ({ from: iso(from), numbers: sums.steps[at]! })),
    hours: sums.hours,
    agents: await nameAll(db, org, 'people', sums.agents),
    teams: await nameAll(db, org, 'teams', sums.teams),
    automations: await nameAll(db, org, 'people', sums.automations),
    categories: [...sums.categories]
      .map(([name, numbers]) => ({ name, numbers }))
      .toSorted((a, b) => b.numbers.conversations - a.numbers.conversations),
  };
}

/** Who had most first. */
async function nameAll(
  db: Database,
  org: string,
  table: 'people' | 'teams',
  sums: ReadonlyMap<string, Numbers>,
): Promise<Report['agents']> {
  const names = await readNames(db, org, table, [...sums.keys()]);
  return [...sums]
    .map(([id, numbers]) => ({ id, name: names.get(id) ?? 'Somebody who has gone', numbers }))
    .toSorted(
      (a, b) =>
        b.numbers.conversations - a.numbers.conversations || a.name.localeCompare(b.name, 'en'),
    );
}

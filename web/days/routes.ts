import { setImmediate } from 'node:timers/promises';
import { addDays, dateAt } from '../../internal/policy/days.ts';
import { compareDaysInTurns } from '../../internal/policy/replay/compare-days.ts';
import { sayCalibration, waitLines } from '../../internal/policy/replay/say-waits.ts';
import { type Answer, showPage } from '../answers/answer.ts';
import { page, type Route } from '../routing/route.ts';
import type { ReadVisit } from '../routing/visit.ts';
import { sentences } from '../views/sentences.ts';
import { collectDay, maxVisits } from './collect-day.ts';
import { drawHours } from './draw-hours.ts';
import { readWish } from './read-wish.ts';

const path = '/admin/what-if';
const playsPerMinute = 30;
/** So long at a time, and everybody else's requests are next. */
const turnMs = 10;
const labels = { day: 'The day', limit: 'The limit', more: 'The number of agents' };

/** A day at the desk played again with another limit or more agents. */
export const dayRoutes: readonly Route[] = [
  page(path, ['admin'], showWhatIf, { limit: playsPerMinute }),
];

async function showWhatIf(visit: ReadVisit): Promise<Answer> {
  const { settings } = await visit.app.reads.organisations.readSettings({}, visit.as);
  const { zone } = settings.hours;
  const lastDay = addDays(dateAt(zone, new Date()), -1);
  const { values, messages, wish } = readWish(visit.query, lastDay);
  const form = { values, errors: sentences(messages, labels), zone, lastDay, maxVisits };
  if (!wish) return showPage('/days/what-if', { ...form, result: null, isTooLarge: false }, 422);
  const day = await collectDay(visit, wish.day);
  if (!day) return showPage('/days/what-if', { ...form, result: null, isTooLarge: true });
  const isChanged = wish.limit !== undefined || wish.moreAgents > 0;
  const comparison = await compareDaysInTurns(day, wish, createRest());
  const { recorded, asItWas, changed, hours } = comparison;
  const columns = isChanged ? [recorded, asItWas, changed] : [recorded, asItWas];
  const result = {
    visitors: recorded.visitors,
    isChanged,
    hasCrew: day.shifts.length > 0,
    rows: waitLines.map(({ label, say }) => ({ label, cells: columns.map(say) })),
    trust: sayCalibration(comparison.calibration),
    chart: drawHours(hours, zone, isChanged),
  };
  return showPage('/days/what-if', { ...form, result, isTooLarge: false });
}

function createRest(): () => Promise<void> | undefined {
  let sinceMs = performance.now();
  return () => {
    if (performance.now() - sinceMs < turnMs) return undefined;
    return setImmediate().then(() => void (sinceMs = performance.now()));
  };
}

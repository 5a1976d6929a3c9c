import type { BusinessHours, DayHours } from '../contract/hours.ts';
import { weekdays } from '../contract/hours.ts';
import { offsetsAround, wallClock } from './zone-offsets.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** An organisation that opens later than this is one that says nothing about it. */
const horizonDays = 750;

/**
 * Whether the clock on the organisation's wall shows a time at which it is open. An hour that a
 * clock change shows twice counts twice, and one that it leaves out does not count.
 */
export function isOpen(hours: BusinessHours, at: Date): boolean {
  const wall = wallClock(hours.zone, at.getTime());
  const midnight = Math.floor(wall / dayMs) * dayMs;
  return hoursOf(hours, midnight).some(
    ({ from, to }) => midnight + clockMs(from) <= wall && wall < midnight + clockMs(to),
  );
}

/**
 * The first moment from `at` on at which it is open, `at` itself included; null when that is not
 * within the next two years.
 */
export function nextOpening(hours: BusinessHours, at: Date): Date | null {
  const now = at.getTime();
  const today = Math.floor(wallClock(hours.zone, now) / dayMs) * dayMs;
  // A clock that goes back over midnight shows yesterday's date once more.
  for (let day = -1; day < horizonDays; day++) {
    const found = [day, day + 1]
      .map((one) => firstOpening(hours, today + one * dayMs, now))
      .filter((moment) => moment !== null);
    if (found.length > 0) return new Date(Math.min(...found));
  }
  return null;
}

/** The times of the day that begins at `midnight`, said as if its zone were UTC. */
function hoursOf(hours: BusinessHours, midnight: number): DayHours {
  const day = new Date(midnight);
  const date = day.toISOString().slice(0, 10);
  const exception = hours.exceptions.find((one) => one.date === date);
  if (exception) return exception.hours;
  if (hours.holidays.includes(date.slice(5))) return [];
  // Sunday is JavaScript's first day of the week.
  return hours.week[weekdays[(day.getUTCDay() + 6) % 7]!];
}

function clockMs(clock: string): number {
  const [hour, minute] = clock.split(':').map(Number);
  return (hour! * 60 + minute!) * minuteMs;
}

/** When that day's hours begin, or go on, from `now`; null when they do not. */
function firstOpening(hours: BusinessHours, midnight: number, now: number): number | null {
  const times = hoursOf(hours, midnight);
  if (times.length === 0) return null;
  const spans = offsetsAround(hours.zone, midnight);
  const openings = times.flatMap(({ from, to }) =>
    spans.flatMap(({ since, until, offset }) => {
      const start = Math.max(midnight + clockMs(from) - offset, since, now);
      const end = Math.min(midnight + clockMs(to) - offset, until);
      return start < end ? [start] : [];
    }),
  );
  return openings.length > 0 ? Math.min(...openings) : null;
}

import type { Preset } from '../contract/periods.ts';
import { addDays, countDays, dateAt, startOfDay } from './days.ts';
import { wallClock } from './zone-offsets.ts';

const hourMs = 3_600_000;
/** The longest period of a report. */
export const maxPeriodDays = 366;
const maxDailySteps = 62;

/** Whole days of an organisation's calendar, both included: `2027-03-01`. */
export type Days = { from: string; to: string };

/** Instants in milliseconds; `until` is no longer part of it. */
export type Span = { from: number; until: number };

export function daysOfPreset(preset: Preset, zone: string, now: number): Days {
  const to = dateAt(zone, new Date(now));
  const first = `${to.slice(0, 8)}01`;
  const days: Record<Preset, Days> = {
    today: { from: to, to },
    yesterday: { from: addDays(to, -1), to: addDays(to, -1) },
    week: { from: addDays(to, -6), to },
    month: { from: addDays(to, -29), to },
    this_month: { from: first, to },
    last_month: { from: `${addDays(first, -1).slice(0, 8)}01`, to: addDays(first, -1) },
  };
  return days[preset];
}

export function spanOf(zone: string, { from, to }: Days): Span {
  return { from: startOfDay(zone, from), until: startOfDay(zone, addDays(to, 1)) };
}

/**
 * As many days before; of a period that is not over, as much of them as has passed of it, so that
 * like is compared with like.
 */
export function spanBefore(zone: string, days: Days, now: number): Span {
  const length = countDays(days);
  const before = { from: addDays(days.from, -length), to: addDays(days.from, -1) };
  const span = spanOf(zone, before);
  const current = spanOf(zone, days);
  if (now >= current.until) return span;
  return {
    from: span.from,
    until: Math.min(span.until, span.from + Math.max(0, now - current.from)),
  };
}

export type StepSize = 'hour' | 'day' | 'week';

/** What a period is drawn in: hours of one day, days of two months, else weeks from Monday on. */
export function stepsOf(zone: string, days: Days): { size: StepSize; starts: number[] } {
  const { from, until } = spanOf(zone, days);
  const count = countDays(days);
  if (count === 1) {
    const starts: number[] = [];
    for (let at = from; at < until; at += hourMs) starts.push(at);
    return { size: 'hour', starts };
  }
  const dates = Array.from({ length: count }, (_, day) => addDays(days.from, day));
  if (count <= maxDailySteps) {
    return { size: 'day', starts: dates.map((date) => startOfDay(zone, date)) };
  }
  const mondays = dates.filter(
    (date, at) => at === 0 || new Date(`${date}T00:00:00Z`).getUTCDay() === 1,
  );
  return { size: 'week', starts: mondays.map((date) => startOfDay(zone, date)) };
}

/** Which hour, 0 to 23, clocks in the zone show; read once for each quarter of an hour. */
export function createHourReader(zone: string): (at: number) => number {
  const known = new Map<number, number>();
  const quarterMs = hourMs / 4;
  return (at) => {
    const quarter = Math.floor(at / quarterMs);
    let hour = known.get(quarter);
    if (hour === undefined) {
      hour = new Date(wallClock(zone, quarter * quarterMs)).getUTCHours();
      known.set(quarter, hour);
    }
    return hour;
  };
}

/** ISO 8601 as clocks in the zone show it: `2027-03-01T09:30:00.000+01:00`. */
export function isoInZone(zone: string, at: number): string {
  const wall = wallClock(zone, at);
  const minutes = Math.round((wall - at) / 60_000);
  const size = Math.abs(minutes);
  const two = (value: number) => String(value).padStart(2, '0');
  const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return new Date(wall).toISOString().replace('Z', offset);
}

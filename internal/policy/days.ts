import { offsetsAround, wallClock } from './zone-offsets.ts';

const dayMs = 24 * 3_600_000;

/** One day of a calendar on a wall: 23 hours in spring, 25 in autumn. `to` is no longer part. */
export type Day = { date: string; from: Date; to: Date };

/** `2031-05-05` in a zone of the IANA database. */
export function dayOf(zone: string, date: string): Day {
  const to = new Date(startOfDay(zone, addDays(date, 1)));
  return { date, from: new Date(startOfDay(zone, date)), to };
}

/** The first moment of a day: a clock change at midnight may leave out 00:00, or show it twice. */
export function startOfDay(zone: string, date: string): number {
  const midnight = midnightOf(date);
  for (const { since, until, offset } of offsetsAround(zone, midnight)) {
    const start = Math.max(midnight - offset, since);
    if (start < until) return start;
  }
  throw new RangeError(`${date} does not begin in ${zone}.`);
}

/** The date that a clock in the zone shows. */
export function dateAt(zone: string, at: Date): string {
  return dateOf(wallClock(zone, at.getTime()));
}

/** `07:30`, as a clock in the zone shows it. */
export function clockAt(zone: string, at: Date): string {
  return new Date(wallClock(zone, at.getTime())).toISOString().slice(11, 16);
}

export function addDays(date: string, days: number): string {
  return dateOf(midnightOf(date) + days * dayMs);
}

/** How many days from the first to the last, both counted. */
export function countDays({ from, to }: { from: string; to: string }): number {
  return Math.round((midnightOf(to) - midnightOf(from)) / dayMs) + 1;
}

const dateOf = (wallMs: number) => new Date(wallMs).toISOString().slice(0, 10);
const midnightOf = (date: string) => Date.parse(`${date}T00:00:00Z`);

import { z } from 'zod';
import { isCalendarDay } from './calendar-day.ts';

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** `09:30` on the clock of the organisation's zone; a day ends at `24:00`. */
const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must look like 09:30');

const interval = z
  .strictObject({ from: clock, to: clock })
  .refine(({ from, to }) => from < to, 'must end after it begins');
export type Interval = z.infer<typeof interval>;

const maxIntervals = 8;

/** Intervals of one day, one after the other; none means closed. */
export const dayHours = z
  .array(interval)
  .max(maxIntervals, `holds more than ${maxIntervals} times`)
  .refine(
    (all) => all.every(({ from }, at) => at === 0 || all[at - 1]!.to <= from),
    'must hold times that follow one another',
  );
export type DayHours = z.infer<typeof dayHours>;

const date = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, 'must look like 2027-12-31')
  .refine(isCalendarDay, 'is not a day of the calendar');

/** A day of every year; 02-29 comes in leap years. */
const yearlyDate = z
  .string()
  .regex(/^\d\d-\d\d$/, 'must look like 12-31')
  .refine((text) => isCalendarDay(`2024-${text}`), 'is not a day of the calendar');

/** A name of the IANA time zone database that this machine knows. */
export const zone = z.string().max(64).refine(isZone, 'is not a time zone such as Europe/Berlin');

/** Both ends of the day are open: `from` counts, `to` does not. */
const wholeDay: DayHours = [{ from: '00:00', to: '24:00' }];
const wholeWeek = Object.fromEntries(weekdays.map((day) => [day, wholeDay])) as Record<
  Weekday,
  DayHours
>;

const week = z.strictObject(
  Object.fromEntries(weekdays.map((day) => [day, dayHours])) as Record<Weekday, typeof dayHours>,
);

export const businessHours = z.strictObject({
  zone,
  week,
  /** These days have hours of their own, whatever week and holidays say. */
  exceptions: z
    .array(z.strictObject({ date, hours: dayHours }))
    .max(400)
    .refine((all) => isUnique(all.map((one) => one.date)), 'names a day twice'),
  /** Closed all day, every year. */
  holidays: z.array(yearlyDate).max(100).refine(isUnique, 'names a day twice'),
});
export type BusinessHours = z.infer<typeof businessHours>;

/** Open around the clock, as long as nobody set hours. */
export const alwaysOpen: BusinessHours = {
  zone: 'UTC',
  week: wholeWeek,
  exceptions: [],
  holidays: [],
};

function isUnique(all: readonly string[]): boolean {
  return new Set(all).size === all.length;
}

function isZone(name: string): boolean {
  // Offsets such as +01:00 know no summer time.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

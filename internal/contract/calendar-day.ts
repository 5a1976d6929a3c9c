import { z } from 'zod';

/**
 * A day on a wall: `2027-12-31`. Years are 1970 to 2999, the ones that every clock and database
 * here can count from and to.
 */
export const calendarDay = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, 'must look like 2027-12-31')
  .refine(isCalendarDay, 'is not a day of the calendar')
  .refine((text) => text >= '1970' && text < '3000', 'must be from 1970 to 2999');

/** Whether there is such a day, in whatever year. */
export function isCalendarDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

import { z } from 'zod';
import { calendarDay, isCalendarDay } from '../../internal/contract/calendar-day.ts';
import { seatLimit } from '../../internal/contract/settings.ts';

const number = (schema: z.ZodType<number, number>) =>
  z
    .string()
    .regex(/^\d{1,3}$/, 'must be a whole number')
    .transform(Number)
    .pipe(schema);

/** Of a day that lasts nobody knows yet how long its last visitors wait. */
const wishUntil = (lastDay: string) =>
  z.object({
    day: calendarDay.refine((day) => !isCalendarDay(day) || day <= lastDay, 'is not over yet'),
    limit: number(seatLimit).optional(),
    more: number(z.number().max(50, 'must be at most 50')),
  });

export type Wish = { day: string; limit?: number; moreAgents: number };

export type ReadWish = {
  /** As they were typed. */
  values: { day: string; limit: string; more: string };
  messages: Record<string, string>;
  /** Null when something has to be put right. */
  wish: Wish | null;
};

/** What somebody wants to know about a day that is over; `lastDay` where none is named. */
export function readWish(query: URLSearchParams, lastDay: string): ReadWish {
  const typed = (name: string) => (query.get(name) ?? '').trim().slice(0, 20);
  const values = { day: typed('day') || lastDay, limit: typed('limit'), more: typed('more') };
  const { success, data, error } = wishUntil(lastDay).safeParse({
    day: values.day,
    limit: values.limit === '' ? undefined : values.limit,
    more: values.more === '' ? '0' : values.more,
  });
  if (!success) {
    const entries = error.issues.map(({ path, message }) => [String(path[0]), message]);
    return { values, messages: Object.fromEntries(entries) as Record<string, string>, wish: null };
  }
  const { day, limit, more } = data;
  const change = limit === undefined ? {} : { limit };
  return { values, messages: {}, wish: { day, moreAgents: more, ...change } };
}

import { z } from 'zod';
import { calendarDay } from './calendar-day.ts';

/** Periods that have a name; those without an end of their own last until today. */
export const presets = ['today', 'yesterday', 'week', 'month', 'this_month', 'last_month'] as const;
export type Preset = (typeof presets)[number];

/** Days of the organisation's calendar, both included; or some that have a name. */
export const period = z.union([
  z.strictObject({ preset: z.enum(presets) }),
  z.strictObject({ from: calendarDay, to: calendarDay }),
]);
export type Period = z.infer<typeof period>;

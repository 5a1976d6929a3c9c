import type { DayBounds } from '../contract/days.ts';
import type { Role } from '../contract/people.ts';
import { dayOf } from './days.ts';
import type { Refusal } from './refusal.ts';

/** What a day at the desk was like is the organisation's admins' to see. */
export function refuseDays(role: Role): Refusal | null {
  if (role === 'admin') return null;
  return { code: 'forbidden', message: 'Only an admin may do this.' };
}

/** As it is told to whoever replays it. */
export function boundsOfDay(zone: string, date: string): DayBounds {
  const { from, to } = dayOf(zone, date);
  return { zone, from: from.toISOString(), until: to.toISOString() };
}

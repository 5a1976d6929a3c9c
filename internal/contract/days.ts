import { z } from 'zod';
import { calendarDay } from './calendar-day.ts';
import { feature, operation } from './define.ts';
import { id, timestamp } from './ids.ts';

/**
 * `here` can be given something; `break` keeps what they have and gets nothing; `lost` has no
 * socket, and `gone` may not work: what they had went back; `off` went offline and keeps it.
 */
export const shiftState = z.enum(['here', 'break', 'lost', 'off', 'gone']);
export type ShiftState = z.infer<typeof shiftState>;

/** How an agent stood from `at` on. */
export const recordedShift = z.object({
  agent: id,
  at: timestamp,
  state: shiftState,
  limit: z.number().int(),
  languages: z.array(z.string()),
  skills: z.array(z.string()),
  teams: z.array(id),
});
export type RecordedShift = z.infer<typeof recordedShift>;

/** Who had it from when to when, and the stored reasons for which that began and ended. */
export const recordedSpan = z.object({
  owner: z.enum(['queue', 'agent', 'automation']),
  agent: id.nullable(),
  from: timestamp,
  until: timestamp.nullable(),
  how: z.string(),
  ended_by: z.string().nullable(),
});
export type RecordedSpan = z.infer<typeof recordedSpan>;

export const recordedOffer = z.object({
  agent: id,
  made_at: timestamp,
  ended_at: timestamp.nullable(),
  outcome: z.enum(['accepted', 'declined', 'missed', 'withdrawn']).nullable(),
});
export type RecordedOffer = z.infer<typeof recordedOffer>;

/** One conversation with people, as far as it was theirs that day. */
export const recordedVisit = z.object({
  id,
  priority: z.number().int(),
  language: z.string().nullable(),
  skill: z.string().nullable(),
  team: id.nullable(),
  /** Who had an earlier conversation of the same visitor last. */
  last_agent: id.nullable(),
  /** Null when nobody was asked for: an agent invited them. */
  waited_at: timestamp.nullable(),
  left_at: timestamp.nullable(),
  closed_at: timestamp.nullable(),
  /** In their order. */
  spans: z.array(recordedSpan),
  offers: z.array(recordedOffer),
});
export type RecordedVisit = z.infer<typeof recordedVisit>;

/** The day's bounds on the organisation's wall; `until` is no longer part of it. */
export const dayBounds = z.object({ zone: z.string(), from: timestamp, until: timestamp });
export type DayBounds = z.infer<typeof dayBounds>;

const read = { callers: ['web'], bulkhead: 'reads' } as const;
const errors = ['unauthenticated', 'forbidden', 'not_found'] as const;

/** What a day at the desk was like, for whoever wants to replay it. */
export const days = feature({
  name: 'days',
  operations: {
    /** Conversations that people were asked for or had that day; `after` is the last one's id. */
    listVisits: operation({
      ...read,
      input: z.strictObject({ day: calendarDay, after: id.optional() }),
      output: z.object({
        bounds: dayBounds,
        visits: z.array(recordedVisit),
        more: z.boolean(),
      }),
      errors,
    }),
    /** How each agent stood when the day began, and each change until it ended. */
    listShifts: operation({
      ...read,
      input: z.strictObject({ day: calendarDay, after: z.number().int().min(0).default(0) }),
      output: z.object({
        bounds: dayBounds,
        shifts: z.array(recordedShift),
        /** For the next page's `after`; null when there is none. */
        next: z.number().int().nullable(),
      }),
      errors,
    }),
  },
  events: {},
});

import { z } from 'zod';
import { calendarDay } from './calendar-day.ts';
import { feature, operation } from './define.ts';
import { id, timestamp } from './ids.ts';

/** What can become of a visitor's message, in the order in which it is told. */
export const outcomeKind = z.enum([
  'automation',
  'person',
  'handed_on',
  'called_back',
  'left',
  'open',
  'expired',
  'withdrawn',
  'lost',
]);
export type OutcomeKind = z.infer<typeof outcomeKind>;

const who = z.object({ id: z.string(), name: z.string(), automation: z.boolean() });

const milliseconds = z.number().nullable();

/** One line of a day's account: messages that the same became of. */
export const outcomeRow = z.object({
  /** Names the line within its day. */
  key: z.string(),
  kind: outcomeKind,
  by: who.nullable(),
  /** Why it ended unanswered. */
  reason: z.string().nullable(),
  messages: z.number().int(),
  conversations: z.number().int(),
  median_ms: milliseconds,
  /** Nine of ten were answered by then. */
  most_ms: milliseconds,
});
export type OutcomeRow = z.infer<typeof outcomeRow>;

/** Every message that visitors wrote on one day of the organisation's calendar. */
export const dayAccount = z.object({
  date: calendarDay,
  zone: z.string(),
  from: timestamp,
  to: timestamp,
  /** The day is not over. */
  is_today: z.boolean(),
  /** Counted apart from the rows. */
  total: z.number().int(),
  rows: z.array(outcomeRow),
  /** What the rows lack, or have too much; 0 when all is accounted for. */
  missing: z.number().int(),
});
export type DayAccount = z.infer<typeof dayAccount>;

export const maxOutcomesPerPage = 100;

const usual = ['unauthenticated', 'forbidden', 'not_found'] as const;
const read = { callers: ['web'], bulkhead: 'reads', errors: usual } as const;

/** What became of every visitor's message. */
export const outcomes = feature({
  name: 'outcomes',
  operations: {
    /** Of one day; today where none is named. */
    readDay: operation({
      ...read,
      input: z.strictObject({ date: calendarDay.optional() }),
      output: dayAccount,
    }),
    /** The conversations of one line of a day, by the time of their first message in it. */
    listConversations: operation({
      ...read,
      input: z.strictObject({
        date: calendarDay,
        key: z.string().max(200),
        from: z.number().int().min(0).default(0),
      }),
      output: z.object({
        row: outcomeRow.nullable(),
        conversations: z.array(
          z.object({
            channel_id: z.string(),
            visitor: z.string(),
            /** Null when there is no such conversation any more. */
            state: z.string().nullable(),
            first_at: timestamp,
            messages: z.number().int(),
          }),
        ),
        /** Where the next page begins. */
        next: z.number().int().nullable(),
      }),
    }),
    /**
     * What became of one conversation: who had it, what was done while nobody looked, and each
     * message of the visitor. `lines` are the first 500.
     */
    readConversation: operation({
      ...read,
      input: z.strictObject({ channel_id: id }),
      output: z.object({
        visitor: z.string(),
        state: z.string(),
        started_at: timestamp,
        closed_at: timestamp.nullable(),
        spells: z.array(
          z.object({
            by: who.nullable(),
            how: z.string(),
            started_at: timestamp,
            ended_at: timestamp.nullable(),
            ended_by: z.string().nullable(),
          }),
        ),
        steps: z.array(
          z.object({ step: z.string(), kind: z.string(), at: timestamp, told: z.number().int() }),
        ),
        lines: z.array(
          z.object({
            seq: z.number().int(),
            at: timestamp,
            text: z.string(),
            kind: outcomeKind,
            by: who.nullable(),
            reason: z.string().nullable(),
            after_ms: milliseconds,
          }),
        ),
      }),
    }),
  },
  events: {},
});

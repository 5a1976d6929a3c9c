import { z } from 'zod';
import { calendarDay } from './calendar-day.ts';
import { feature, operation } from './define.ts';
import { automationName, id, timestamp } from './ids.ts';
import { period } from './periods.ts';

const spread = z
  .object({ count: z.number(), average: z.number(), median: z.number(), p90: z.number() })
  .nullable();

const numbers = z.object({
  conversations: z.number().int(),
  waited: z.number().int(),
  answered: z.number().int(),
  abandoned: z.number().int(),
  left: z.number().int(),
  contained: z.number().int(),
  open: z.number().int(),
  first_answer: spread,
  wait: spread,
  handling: spread,
  rating: z.object({ count: z.number(), average: z.number(), satisfied: z.number() }).nullable(),
});

const named = z.object({ id, name: z.string(), numbers });

const days = z.object({ from: calendarDay, to: calendarDay, zone: z.string() });

const report = z.object({
  days,
  /** What the period before is compared with: as much of it as has passed of this one. */
  before: z.object({ from: timestamp, until: timestamp, numbers }),
  numbers,
  step: z.enum(['hour', 'day', 'week']),
  steps: z.array(z.object({ from: timestamp, numbers })),
  /** 24, by the hour of the day at which conversations began. */
  hours: z.array(numbers),
  agents: z.array(named),
  teams: z.array(named),
  automations: z.array(named),
  /** Of what agents had and is over; the name is empty where nobody said what it was about. */
  categories: z.array(z.object({ name: z.string(), numbers })),
});
export type Report = z.infer<typeof report>;

const line = z.object({
  id,
  started_at: timestamp,
  ended_at: timestamp.nullable(),
  visitor: z.string(),
  language: z.string().nullable(),
  category: z.string().nullable(),
  outcome: z.string(),
  waited_at: timestamp.nullable(),
  taken_at: timestamp.nullable(),
  answered_at: timestamp.nullable(),
  handling_seconds: z.number().int(),
  agents: z.array(z.string()),
  automations: z.array(z.string()),
  team: z.string().nullable(),
  score: z.number().int().nullable(),
  comment: z.string().nullable(),
});
export type ReportLine = z.infer<typeof line>;

/** Where a list goes on: the last conversation that was read. */
const place = z.strictObject({ at: timestamp, id });

/** An agent as an admin sees them at work; `away` looks at no page of ours. */
const seat = z.object({
  id,
  name: z.string(),
  state: z.enum(['online', 'away', 'grace', 'break', 'offline']),
  /** Wants to be left alone: bells are silent, offers come all the same. */
  dnd: z.boolean(),
  reason: z.string(),
  open: z.number().int(),
  offered: z.number().int(),
  on_hold: z.number().int(),
  limit: z.number().int(),
  seen_at: timestamp.nullable(),
});
export type Seat = z.infer<typeof seat>;

const bot = z.object({
  name: automationName,
  title: z.string(),
  running: z.boolean(),
  /** Replicas that wait for a task at this moment; one that works on some is not counted. */
  idle: z.number().int(),
  conversations: z.number().int(),
  tasks: z.number().int(),
  oldest_task_at: timestamp.nullable(),
  last_answer_at: timestamp.nullable(),
  dead: z.number().int(),
});
export type BotHealth = z.infer<typeof bot>;

const deadTask = z.object({
  id,
  automation: automationName,
  visitor: z.string(),
  at: timestamp,
  reason: z.string(),
});

/** A mail that no server took, and nobody tries any more. */
const undelivered = z.object({
  id,
  recipient: z.string(),
  subject: z.string(),
  at: timestamp,
  reason: z.string(),
});

const dashboard = z.object({
  at: timestamp,
  zone: z.string(),
  waiting: z.number().int(),
  offered: z.number().int(),
  left: z.number().int(),
  with_agents: z.number().int(),
  on_hold: z.number().int(),
  with_bots: z.number().int(),
  longest_since: timestamp.nullable(),
  queue: z.array(
    z.object({
      id,
      visitor: z.string(),
      since: timestamp,
      state: z.enum(['waiting', 'offered']),
      language: z.string().nullable(),
      team: z.string().nullable(),
      offered_to: z.string().nullable(),
    }),
  ),
  seats: z.array(seat),
  /** Agents who are active and not at work, who are not named when they are many. */
  offline: z.number().int(),
  bots: z.array(bot),
  dead: z.array(deadTask),
  /** Absent from a dbmgr of before, while an upgrade runs. */
  undelivered: z.array(undelivered).optional(),
  today: numbers,
});
export type Dashboard = z.infer<typeof dashboard>;

const look = { callers: ['web'], bulkhead: 'reads' } as const;
const usual = ['unauthenticated', 'forbidden'] as const;

/** How an organisation's desk is doing, for its admins. */
export const reports = feature({
  name: 'reports',
  operations: {
    readDashboard: operation({
      ...look,
      input: z.strictObject({}),
      output: dashboard,
      errors: usual,
    }),
    /** `invalid` names `from` or `to`; `too_large` when it counts more than it may. */
    readReport: operation({
      ...look,
      input: period,
      output: report,
      errors: [...usual, 'too_large'],
    }),
    /** Conversations that began in the period, one after the other; all of them with `next`. */
    listLines: operation({
      ...look,
      input: z.strictObject({
        period,
        after: place.optional(),
        limit: z.number().int().min(1).max(500).default(500),
      }),
      output: z.object({
        days,
        lines: z.array(line),
        next: place.nullable(),
      }),
      errors: usual,
    }),
  },
  events: {},
});

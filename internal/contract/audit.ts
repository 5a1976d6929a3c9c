import { z } from 'zod';
import { feature, operation } from './define.ts';
import { timestamp } from './ids.ts';
import { calendarDay } from './calendar-day.ts';

/** Who did what to whom, when and from where. */
export const auditEntry = z.object({
  id: z.number().int(),
  at: timestamp,
  actor: z.string(),
  actor_role: z.string(),
  address: z.string(),
  /** `admins.addAdmin`, `su.passwd`, … */
  action: z.string(),
  target: z.string(),
  outcome: z.enum(['done', 'refused']),
  detail: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

export const audit = feature({
  name: 'audit',
  operations: {
    listEntries: operation({
      callers: ['web'],
      bulkhead: 'reads',
      input: z.strictObject({
        before: z.number().int().min(1).optional(),
        limit: z.number().int().min(1).max(200).default(50),
        filter: z.string().max(100).optional(),
        /** Part of the name or e-mail of who did it, or to whom. */
        person: z.string().max(100).optional(),
        /** `admins.addAdmin`, `su.passwd`, … */
        action: z.string().max(64).optional(),
        /** A day of the organisation's calendar. */
        day: calendarDay.optional(),
      }),
      output: z.object({ entries: z.array(auditEntry), intact: z.boolean() }),
      errors: ['unauthenticated', 'forbidden'],
    }),
  },
  events: {},
});

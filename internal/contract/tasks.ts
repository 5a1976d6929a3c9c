import { z } from 'zod';
import { feature, operation } from './define.ts';
import { messageEntry, messageText } from './entries.ts';
import { id } from './ids.ts';

export const maxReplyMessages = 10;

/** A task as an automation gets it on `natter.v1.task.<bot>`. */
export const task = z.object({
  task: id,
  try: z.number().int(),
  conversation: z.object({ id, channel_id: id, epoch: z.number().int(), org: id }),
  message: messageEntry.omit({ kind: true }).extend({ op: z.literal('message'), channel_id: id }),
  history: z.array(
    messageEntry.omit({ kind: true }).extend({ op: z.literal('message'), channel_id: id }),
  ),
});
export type Task = z.infer<typeof task>;

export const reply = z.strictObject({
  task: id,
  epoch: z.number().int(),
  messages: z
    .array(z.strictObject({ type: z.literal('text'), data: messageText }))
    .max(maxReplyMessages),
  handoff: z
    .strictObject({ reason: z.string().max(200), summary: z.string().max(2000).optional() })
    .optional(),
});
export type Reply = z.infer<typeof reply>;

export const tasks = feature({
  name: 'tasks',
  operations: {
    /** Applied once, the task is the key; a repeat is answered `ok` and changes nothing. */
    reply: operation({
      callers: ['automation'],
      bulkhead: 'automations',
      input: reply,
      output: z.object({ ok: z.literal(true) }),
      errors: ['not_found', 'stale_owner', 'too_large', 'conflict'],
    }),
  },
  events: {},
});

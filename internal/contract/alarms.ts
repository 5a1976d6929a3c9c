import { z } from 'zod';
import { event, feature, operation } from './define.ts';
import { id } from './ids.ts';
import { pushKey } from './pushes.ts';

/** Conversations of one organisation that one bell may be about. */
export const maxRung = 50;

/** What is done so that nobody waits unseen. */
export const alarms = feature({
  name: 'alarms',
  operations: {
    /**
     * How the acting person is told. `push_key` is what browsers know the courier by, null while
     * none has been here yet.
     */
    readAlarms: operation({
      callers: ['web'],
      bulkhead: 'reads',
      input: z.strictObject({}),
      output: z.object({ push_key: pushKey.nullable(), dnd: z.boolean() }),
      errors: ['unauthenticated', 'forbidden'],
    }),
  },
  events: {
    /** Key: organisation. These people are to look at these conversations. */
    bellRung: event(
      z.object({
        org: id,
        people: z.array(id),
        step: z.enum(['repeated', 'pushed', 'returned', 'told']),
        conversations: z
          .array(
            z.object({
              channel_id: id,
              name: z.string(),
              kind: z.enum(['line', 'waiting']),
            }),
          )
          .max(maxRung),
      }),
    ),
  },
});

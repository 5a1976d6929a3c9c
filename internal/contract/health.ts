import { z } from 'zod';
import { feature, operation } from './define.ts';
import { id } from './ids.ts';

export const health = feature({
  name: 'health',
  operations: {
    /** Answers when dbmgr reaches the database. */
    check: operation({
      callers: ['web', 'relay'],
      bulkhead: 'none',
      input: z.strictObject({}),
      output: z.object({ store: id }),
      errors: [],
    }),
  },
  events: {},
});

import { z } from 'zod';
import { feature, operation } from './define.ts';
import { id } from './ids.ts';
import { addStaff, listStaff, switchStaff } from './staff.ts';

const switchPresence = operation({
  callers: ['web'],
  bulkhead: 'writes',
  input: z.strictObject({}),
  output: z.object({ online: z.boolean() }),
  errors: ['unauthenticated', 'forbidden'],
});

/** Agents, as an admin sees and switches them, and as they switch themselves online. */
export const agents = feature({
  name: 'agents',
  operations: {
    listAgents: listStaff,
    addAgent: addStaff,
    activateAgent: switchStaff,
    deactivateAgent: switchStaff,
    limitAgent: operation({
      callers: ['web'],
      bulkhead: 'writes',
      input: z.strictObject({ id, limit: z.number().int().min(1).max(50).nullable() }),
      output: z.object({ limit: z.number().int().nullable() }),
      errors: ['unauthenticated', 'forbidden', 'not_found'],
    }),
    goOnline: switchPresence,
    goOffline: switchPresence,
  },
  events: {},
});

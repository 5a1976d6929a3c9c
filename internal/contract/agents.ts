import { z } from 'zod';
import { event, feature, operation } from './define.ts';
import { id } from './ids.ts';
import { addStaff, listStaff, switchStaff } from './staff.ts';
import { tag } from './tag.ts';

const switchPresence = operation({
  callers: ['web'],
  bulkhead: 'writes',
  input: z.strictObject({}),
  output: z.object({ online: z.boolean() }),
  errors: ['unauthenticated', 'forbidden'],
});

/** Whether an agent is on a break, why, and whether they want to be left alone. */
export const deskState = z.object({ paused: z.boolean(), reason: z.string(), dnd: z.boolean() });
export type DeskState = z.infer<typeof deskState>;

const ownDesk = <Input extends z.ZodType>(input: Input) =>
  operation({
    callers: ['relay'],
    bulkhead: 'writes',
    input,
    output: deskState,
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
    /** What an agent speaks and knows, for the choice of who gets whom. */
    describeAgent: operation({
      callers: ['web'],
      bulkhead: 'writes',
      input: z.strictObject({ id, languages: z.array(tag).max(12), skills: z.array(tag).max(24) }),
      output: z.object({ languages: z.array(z.string()), skills: z.array(z.string()) }),
      errors: ['unauthenticated', 'forbidden', 'not_found'],
    }),
    /** The acting agent takes a break: what they are offered goes back, what they have stays. */
    pauseAgent: ownDesk(z.strictObject({ reason: z.string().max(200).default('') })),
    resumeAgent: ownDesk(z.strictObject({})),
    setDoNotDisturb: ownDesk(z.strictObject({ on: z.boolean() })),
  },
  events: {
    /** Key: person. */
    deskChanged: event(deskState.extend({ person: id })),
    /** Key: person. `of`: after so many in a row they are on a break. */
    offerMissed: event(z.object({ person: id, missed: z.number().int(), of: z.number().int() })),
  },
});

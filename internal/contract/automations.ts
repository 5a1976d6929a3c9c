import { z } from 'zod';
import { event, feature, operation } from './define.ts';
import { automationName, id } from './ids.ts';

export const automation = z.object({
  name: automationName,
  title: z.string(),
  description: z.string(),
  /** A replica is there to answer. */
  running: z.boolean(),
});
export type Automation = z.infer<typeof automation>;

/** `person`: who it is in conversations. */
const toRelays = { person: id.optional() };

export const automations = feature({
  name: 'automations',
  operations: {
    /**
     * An organisation's: the named one's, else that of whoever asks, else the default one's. Relays
     * hear of all, since they tell people in conversations when an automation comes or goes.
     */
    listAutomations: operation({
      callers: ['web', 'relay'],
      bulkhead: 'reads',
      input: z.strictObject({ org: id.optional() }),
      output: z.object({ automations: z.array(automation.extend(toRelays)) }),
      errors: [],
    }),
    /** A replica says every 3 s that it is alive. Replicas that keep a pull waiting need not. */
    beat: operation({
      callers: ['automation'],
      bulkhead: 'automations',
      input: z.strictObject({ version: z.string().max(32).optional() }),
      output: z.object({}),
      errors: [],
    }),
  },
  events: {
    /** Key: automation. */
    availabilityChanged: event(
      z.object({ name: automationName, running: z.boolean(), ...toRelays }),
    ),
  },
});

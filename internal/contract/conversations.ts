import { z } from 'zod';
import { event, feature, operation } from './define.ts';
import { channel } from './channels.ts';
import { conversation, waitingEntry } from './entries.ts';
import { automationName, id } from './ids.ts';

const inChannel = z.strictObject({ channel_id: id });
const answer = z.object({ conversation });

export const conversations = feature({
  name: 'conversations',
  operations: {
    /** The acting visitor's open conversation, made if there is none. */
    startConversation: operation({
      callers: ['relay'],
      bulkhead: 'writes',
      input: z.strictObject({ with: z.union([z.literal('person'), automationName]) }),
      output: z.object({ conversation, channel, created: z.boolean(), agents_online: z.boolean() }),
      errors: ['unauthenticated', 'forbidden', 'not_found', 'rate_limited'],
    }),
    /** The visitor asks for a person: to the waiting list, with the history. */
    handOff: operation({
      callers: ['relay'],
      bulkhead: 'writes',
      input: inChannel,
      output: z.object({ conversation, agents_online: z.boolean() }),
      errors: ['unauthenticated', 'forbidden', 'not_found', 'conflict'],
    }),
    /** An agent who is online takes a waiting conversation; one winner, never beyond the limit. */
    takeConversation: operation({
      callers: ['relay'],
      bulkhead: 'writes',
      input: inChannel,
      output: answer,
      errors: ['unauthenticated', 'forbidden', 'not_found', 'conflict'],
    }),
    /** Its owner or its visitor ends it. */
    closeConversation: operation({
      callers: ['relay'],
      bulkhead: 'writes',
      input: inChannel,
      output: answer,
      errors: ['unauthenticated', 'forbidden', 'not_found', 'conflict'],
    }),
    /** What waits in the acting agent's organisation, longest first. */
    listWaiting: operation({
      callers: ['relay'],
      bulkhead: 'reads',
      input: z.strictObject({}),
      output: z.object({ waiting: z.array(waitingEntry) }),
      errors: ['unauthenticated', 'forbidden'],
    }),
  },
  events: {
    /** Key: organisation. The first agent came online or the last one went. */
    agentsAvailable: event(z.object({ org: id, online: z.boolean() })),
  },
});

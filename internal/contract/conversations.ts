import { z } from 'zod';
import { event, feature, operation } from './define.ts';
import { channel } from './channels.ts';
import { deskOperations, invitation } from './desk-operations.ts';
import { conversation, waitingEntry } from './entries.ts';
import { automationName, id, timestamp } from './ids.ts';
import { email } from './people.ts';
import { maxCategoryLength } from './settings.ts';
import { tag } from './tag.ts';

const inChannel = z.strictObject({ channel_id: id });
const answer = z.object({ conversation });

/** While the organisation is closed: when it opens again, where that is known. */
const nextOpening = timestamp.optional();

/** Where a visitor stands; `estimate` in seconds, null when nobody can say. */
export const queuePlace = z.object({
  channel_id: id,
  state: z.enum(['waiting', 'offered']),
  position: z.number().int(),
  estimate: z.object({ low: z.number().int(), high: z.number().int() }).nullable(),
});
export type QueuePlace = z.infer<typeof queuePlace>;

export const conversations = feature({
  name: 'conversations',
  operations: {
    ...deskOperations,
    /** The acting visitor's open conversation, made if there is none. */
    startConversation: operation({
      callers: ['relay', 'web'],
      bulkhead: 'writes',
      input: z.strictObject({
        with: z.union([z.literal('person'), automationName]),
        /** What the visitor speaks, for the choice of an agent. */
        language: tag.optional(),
        /** Where guests leave one; it replaces what they left before. */
        email: email.optional(),
      }),
      output: z.object({
        conversation,
        channel,
        created: z.boolean(),
        agents_online: z.boolean(),
        next_opening: nextOpening,
      }),
      errors: ['unauthenticated', 'forbidden', 'not_found', 'rate_limited'],
    }),
    /** The visitor asks for a person: to the waiting list, with the history. */
    handOff: operation({
      callers: ['relay', 'web'],
      bulkhead: 'writes',
      input: inChannel,
      output: z.object({ conversation, agents_online: z.boolean(), next_opening: nextOpening }),
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
    /** Its owner, who may say what it was about, or its visitor ends it. */
    closeConversation: operation({
      callers: ['relay'],
      bulkhead: 'writes',
      input: inChannel.extend({ category: z.string().max(maxCategoryLength).optional() }),
      output: answer,
      errors: ['invalid', 'unauthenticated', 'forbidden', 'not_found', 'conflict'],
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
    /** Key: organisation. Somebody came into its queue or went, or a seat may be free. */
    queueMoved: event(z.object({ org: id })),
    /** Key: the visitor. An agent asks them to talk. */
    visitorInvited: event(invitation),
    /** Key: person, the agent and the visitor each. */
    invitationEnded: event(
      z.object({
        id,
        person: id,
        outcome: z.enum(['accepted', 'declined', 'expired']),
        channel_id: id.nullable(),
      }),
    ),
    /**
     * Key: organisation. Where those who wait stand, of the first 1,000: what changed, or, when it
     * is `whole`, all of it, with the next opening, null while it is open or nobody knows one.
     * `left`: whether a visitor left a message, and has no place then.
     */
    placesTold: event(
      z.object({
        org: id,
        places: z.array(queuePlace),
        whole: z.boolean(),
        next_opening: timestamp.nullish(),
        left: z.object({ channel_id: id, is_left: z.boolean() }).optional(),
      }),
    ),
  },
});

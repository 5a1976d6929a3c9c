import { z } from 'zod';
import { feature, operation } from './define.ts';
import { conversationState, messageEntry, owner } from './entries.ts';
import { automationName, id, timestamp } from './ids.ts';

export const maxPageAddressLength = 2048;

/** A page that a browser shows: nothing but http and https is ever made a link. */
const pageAddress = z
  .string()
  .max(maxPageAddressLength)
  .refine((text) => /^https?:\/\//i.test(text) && URL.canParse(text), 'is no address of a page');

/** What a visitor's browser says of itself; nobody signed it. */
export const visit = z.strictObject({
  page: pageAddress.optional(),
  referrer: pageAddress.optional(),
  /** IANA: `Europe/Berlin`. */
  zone: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/)
    .optional(),
});
export type Visit = z.infer<typeof visit>;

/** A conversation in a list of many. */
export const listedConversation = z.object({
  id,
  channel_id: id,
  state: conversationState,
  owner: owner.nullable(),
  visitor: z.object({ id, name: z.string() }),
  started_at: timestamp,
  changed_at: timestamp,
  closed_at: timestamp.nullable(),
  waiting_since: timestamp.nullable(),
  category: z.string().nullable(),
  /** The last line, or one that holds what was looked for; cut. */
  line: z.string(),
});
export type ListedConversation = z.infer<typeof listedConversation>;

/** Whom an agent talks to, parted by who says so. */
export const visitorFacts = z.object({
  id,
  name: z.string(),
  account: z.boolean(),
  /** What the site signed about them; null where it signed nothing. */
  signed: z.object({ sub: z.string(), email: z.string().nullable(), since: timestamp }).nullable(),
  /** An account's own address, which its person signs in with. */
  account_email: z.string().nullable(),
  contact_email: z.string().nullable(),
  language: z.string().nullable(),
  visit: visit.extend({ at: timestamp }).nullable(),
  /** Why this agent has it, for a person; null where nobody chose. */
  why: z.string().nullable(),
  /** What the last one noted for the next. */
  note: z.string().nullable(),
  held_until: timestamp.nullable(),
  /** The notes channel, once somebody wrote some. */
  has_notes: z.boolean(),
  earlier: z.array(listedConversation),
});
export type VisitorFacts = z.infer<typeof visitorFacts>;

/** `free` and `full` are at work; the others can be given nothing. */
export const colleagueState = z.enum(['free', 'full', 'paused', 'away', 'offline']);

export const colleague = z.object({
  id,
  name: z.string(),
  role: z.enum(['agent', 'admin', 'member']),
  state: colleagueState,
  open: z.number().int(),
  limit: z.number().int(),
  /** They asked to be left alone. */
  dnd: z.boolean(),
});
export type Colleague = z.infer<typeof colleague>;

const read = { callers: ['web'], bulkhead: 'reads' } as const;
const usual = ['unauthenticated', 'forbidden'] as const;

/** What the console shows beside the conversations that are live on its socket. */
export const desks = feature({
  name: 'desks',
  operations: {
    /** The acting agent's own desk, and what their organisation set for all. */
    readDesk: operation({
      ...read,
      input: z.strictObject({}),
      output: z.object({
        paused: z.boolean(),
        reason: z.string(),
        dnd: z.boolean(),
        limit: z.number().int(),
        may_ban: z.boolean(),
        organisation: z.string(),
        categories: z.array(z.string()),
        typing_preview: z.boolean(),
      }),
      errors: usual,
    }),
    /** To whom a conversation can be given, and who may be brought in; free seats first. */
    listColleagues: operation({
      ...read,
      input: z.strictObject({}),
      output: z.object({
        people: z.array(colleague),
        teams: z.array(z.object({ id, name: z.string(), free: z.number().int() })),
        automations: z.array(z.object({ name: automationName, title: z.string() })),
      }),
      errors: usual,
    }),
    /**
     * The newest that changed first; of those that are live, who waits before who has a person and
     * both before who has a bot, the oldest first. `words` stand in its lines or in the visitor's
     * name; the last one may be a beginning. The first 2,000, in that order or by when they began,
     * are looked through.
     */
    listConversations: operation({
      ...read,
      input: z.strictObject({
        words: z.string().max(200).default(''),
        /** Only those that have not ended. */
        live: z.boolean().default(false),
      }),
      output: z.object({ conversations: z.array(listedConversation), more: z.boolean() }),
      errors: usual,
    }),
    /** What was said in any conversation that one may see, the latest 200 before `before`. */
    readConversation: operation({
      ...read,
      input: z.strictObject({ channel_id: id, before: z.number().int().min(1).optional() }),
      output: z.object({
        conversation: listedConversation,
        messages: z.array(messageEntry),
        more: z.boolean(),
      }),
      errors: [...usual, 'not_found'],
    }),
    readVisitor: operation({
      ...read,
      input: z.strictObject({ channel_id: id }),
      output: z.object({ visitor: visitorFacts }),
      errors: [...usual, 'not_found'],
    }),
    /** A visitor's browser says where it is; the last word counts. */
    noteVisit: operation({
      callers: ['relay'],
      bulkhead: 'writes',
      input: visit,
      output: z.object({}),
      errors: usual,
    }),
    /** Whether agents of this organisation see what is typed. */
    readPreview: operation({
      callers: ['relay'],
      bulkhead: 'reads',
      input: z.strictObject({ org: id }),
      output: z.object({ typing_preview: z.boolean() }),
      errors: [],
    }),
  },
  events: {},
});

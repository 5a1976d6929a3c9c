import { z } from 'zod';
import { attachment } from './attachments.ts';
import { feature, operation } from './define.ts';
import { clientMessageId, entry, messageEntry, messageType } from './entries.ts';
import { errorCodes } from './errors.ts';
import { id, seq, timestamp } from './ids.ts';
import { nick, person } from './people.ts';
import { emoji } from './reactions.ts';

export const maxBatchMessages = 500;
/** Batches, events and pages stay under this many bytes. */
export const maxBatchBytes = 256 * 1024;

/** Messages of one page. */
export const maxListedMessages = 100;
export const maxPins = 100;
/** Own messages are edited for so long after they were sent, and so often. */
export const editWindowMs = 15 * 60_000;
export const maxRevisions = 100;
export const maxQueryLength = 200;
export const maxFound = 50;

export const outgoingMessage = z.strictObject({
  login: id,
  channel_id: id,
  id: clientMessageId,
  /** `*`, or in a direct thread the other of the two. */
  to: z.string().max(64),
  type: messageType,
  data: z.string(),
  /** The `seq` of the message that this one answers. */
  reply_to: seq.min(1).optional(),
});
export type OutgoingMessage = z.infer<typeof outgoingMessage>;

export const sendResult = z.union([
  z.object({ seq, ts: timestamp }),
  z.object({
    code: z.enum(errorCodes),
    message: z.string(),
    retry_ms: z.number().int().optional(),
  }),
]);
export type SendResult = z.infer<typeof sendResult>;

/**
 * A channel by its id; with `to`, of a team's channel and one of its people, the thread that the
 * asking person has with them there.
 */
const whereabouts = z.strictObject({ channel_id: id, to: id.optional() });
export type Whereabouts = z.infer<typeof whereabouts>;

const oneMessage = whereabouts.extend({ seq: seq.min(1) });
const position = z.object({ seen: seq, unread: z.number().int(), mentions: z.number().int() });

/** A message as it is now. `version` is 0 until it is edited, then the time of the last edit. */
const versioned = z.object({ message: messageEntry, version: z.number().int() });

/** Where in the pins the next page begins: after the one that was pinned then. */
export const pinPosition = z.strictObject({ at: timestamp, seq });
export type PinPosition = z.infer<typeof pinPosition>;

/** Where in what a message said before the next page begins: after so many. */
export const revisionPosition = z.strictObject({ revision: z.number().int() });
export type RevisionPosition = z.infer<typeof revisionPosition>;

/** A file, and the message that carries it. */
export const sharedFile = z.object({
  seq,
  from: id,
  name: z.string(),
  ts: timestamp,
  file: attachment,
});
export type SharedFile = z.infer<typeof sharedFile>;

/** Where in a search the next page begins: after the message sent then and there. */
export const searchPosition = z.strictObject({ ts: timestamp, channel_id: id, seq });
export type SearchPosition = z.infer<typeof searchPosition>;

const changing = {
  callers: ['web'],
  bulkhead: 'writes',
  scope: 'messages:write',
  errors: ['unauthenticated', 'forbidden', 'not_found', 'conflict'],
} as const;

const reading = {
  callers: ['web'],
  bulkhead: 'reads',
  scope: 'messages:read',
  errors: ['unauthenticated', 'forbidden', 'not_found'],
} as const;

export const messages = feature({
  name: 'messages',
  operations: {
    /**
     * All messages of one relay tick, or of one program; web writes for nobody but who asks. The
     * answer has one result for each, in order; each is stored or refused by itself, and stored
     * means committed.
     */
    sendMessages: operation({
      callers: ['relay', 'web'],
      bulkhead: 'messages',
      scope: 'messages:write',
      input: z.strictObject({ messages: z.array(outgoingMessage).min(1).max(maxBatchMessages) }),
      output: z.object({
        results: z.array(sendResult),
        /** Who wrote them, where it was web that asked. */
        sender: person.pick({ id: true, name: true, role: true }).optional(),
      }),
      errors: [],
    }),
    /**
     * A page of a channel's log, ascending, ≤ 256 KiB: what comes after `after`, or before
     * `before`, or the latest. Messages stand in it as they are now; `all` has the other entries
     * too. `earlier` and `later` say whether more lies at that side.
     */
    listMessages: operation({
      ...reading,
      input: whereabouts.extend({
        before: seq.optional(),
        after: seq.optional(),
        limit: z.number().int().min(1).max(maxListedMessages).default(50),
        kind: z.enum(['messages', 'all']).default('messages'),
      }),
      output: z.object({
        entries: z.array(entry),
        head: seq,
        earlier: z.boolean(),
        later: z.boolean(),
      }),
    }),
    readMessage: operation({ ...reading, input: oneMessage, output: versioned }),
    /** One's own text, within 15 minutes; `version` is the one that was seen. */
    editMessage: operation({
      ...changing,
      input: oneMessage.extend({ version: z.number().int().optional(), data: z.string() }),
      output: versioned,
      errors: [...changing.errors, 'too_large'],
    }),
    /**
     * What an edited message said before, oldest first, ≤ 256 KiB; nothing once it is deleted.
     */
    listRevisions: operation({
      ...reading,
      input: oneMessage.extend({ after: revisionPosition.optional() }),
      output: z.object({
        revisions: z.array(z.object({ data: z.string(), made_at: timestamp })),
        next: revisionPosition.nullable(),
      }),
    }),
    /** One's own, or as an admin of the team anybody's. A tombstone stays; twice is once. */
    deleteMessage: operation({ ...changing, input: oneMessage, output: versioned }),
    /** Twice is once, here and for pins. */
    react: operation({
      ...changing,
      input: oneMessage.extend({ emoji }),
      output: z.object({ message: messageEntry }),
    }),
    unreact: operation({
      ...changing,
      input: oneMessage.extend({ emoji }),
      output: z.object({ message: messageEntry }),
    }),
    pin: operation({
      ...changing,
      input: oneMessage,
      output: z.object({ message: messageEntry }),
    }),
    unpin: operation({
      ...changing,
      input: oneMessage,
      output: z.object({ message: messageEntry }),
    }),
    /** Last pinned first, ≤ 256 KiB. */
    listPins: operation({
      ...reading,
      input: whereabouts.extend({ after: pinPosition.optional() }),
      output: z.object({ messages: z.array(messageEntry), next: pinPosition.nullable() }),
    }),
    /** Files that messages carry, newest first, of those before `before`. */
    listFiles: operation({
      ...reading,
      input: whereabouts.extend({
        before: seq.optional(),
        limit: z.number().int().min(1).max(maxListedMessages).default(50),
      }),
      output: z.object({ files: z.array(sharedFile), earlier: z.boolean() }),
    }),
    /** How far the asking person has read; it never goes back. */
    noteSeen: operation({
      ...changing,
      input: whereabouts.extend({ seq }),
      output: position,
    }),
    /**
     * Messages that hold all words of `q`, the last of them also as the beginning of a word, in
     * what the asking person may see now; newest first, ≤ 256 KiB. `from` is an id or a nick,
     * `tag` one of the team's. Only the newest 5,000 places of a word are looked at.
     */
    searchMessages: operation({
      ...reading,
      input: whereabouts.partial().extend({
        q: z.string().min(1).max(maxQueryLength),
        from: z.union([id, nick]).optional(),
        tag: z.string().max(50).optional(),
        after: searchPosition.optional(),
        limit: z.number().int().min(1).max(maxFound).default(20),
      }),
      output: z.object({
        found: z.array(
          z.object({
            channel_id: id,
            /** Where it is a direct thread: its team, and the other of the two. */
            direct: z.object({ team_id: id, person: id }).optional(),
            message: messageEntry,
            /** The part of the text in which the first word was found. */
            snippet: z.string(),
          }),
        ),
        next: searchPosition.nullable(),
      }),
    }),
  },
  events: {},
});

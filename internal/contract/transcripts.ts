import { z } from 'zod';
import { feature, operation } from './define.ts';
import { conversationState, messageType } from './entries.ts';
import { zone } from './hours.ts';
import { id, seq, timestamp } from './ids.ts';
import { email, role } from './people.ts';
import { languageTag } from './settings.ts';

/** What is written above the lines; `ended_at` is null while the conversation goes on. */
export const transcriptFacts = z.object({
  id,
  organisation: z.string(),
  visitor: z.string(),
  started_at: timestamp,
  ended_at: timestamp.nullable(),
});
export type TranscriptFacts = z.infer<typeof transcriptFacts>;

/** One line: what somebody said, or what became of the conversation. */
export const transcriptLine = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    seq,
    ts: timestamp,
    name: z.string(),
    role,
    type: messageType,
    /** As written; of a file its name. */
    text: z.string(),
    edited: z.literal(true).optional(),
    deleted: z.literal(true).optional(),
  }),
  z.object({
    kind: z.literal('event'),
    seq,
    ts: timestamp,
    reason: z.string(),
    /** Who has it from then on. */
    owner: z.string().nullable(),
  }),
]);
export type TranscriptLine = z.infer<typeof transcriptLine>;

/**
 * A conversation to keep: for its visitor, for agents who had it, and for admins of its
 * organisation. Private notes are no part of it.
 */
export const transcripts = feature({
  name: 'transcripts',
  operations: {
    /** A page of it, oldest first; `next` is the `after` of the next one. */
    readTranscript: operation({
      callers: ['web'],
      bulkhead: 'reads',
      input: z.strictObject({ channel_id: id, after: seq.default(0) }),
      output: z.object({
        conversation: transcriptFacts,
        /** How it stands, whatever lines the page has. */
        state: conversationState.optional(),
        lines: z.array(transcriptLine),
        next: seq.nullable(),
      }),
      errors: ['unauthenticated', 'not_found'],
      scope: 'messages:read',
    }),
    /** The whole of it, in the reader's language and by the clock of their zone, as a mail. */
    mailTranscript: operation({
      callers: ['web'],
      bulkhead: 'writes',
      input: z.strictObject({ channel_id: id, to: email, zone, language: languageTag }),
      output: z.object({}),
      errors: ['unauthenticated', 'not_found', 'rate_limited'],
    }),
  },
  events: {},
});

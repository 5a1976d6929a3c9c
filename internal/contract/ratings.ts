import { z } from 'zod';
import { feature, operation } from './define.ts';
import { id, timestamp } from './ids.ts';

export const maxCommentLength = 1000;

/** From 1, bad, to 5, very good. */
export const score = z.number().int().min(1).max(5);

/** In the visitor's own words; may be empty. */
export const ratingComment = z
  .string()
  .max(2 * maxCommentLength, 'is too long')
  .transform((text) => text.normalize('NFC').trim())
  .refine(
    (text) => [...text].length <= maxCommentLength,
    `is longer than ${maxCommentLength} characters`,
  )
  .refine((text) => !/[^\P{Cc}\t\n\r]/u.test(text), 'holds control characters')
  .refine((text) => text.isWellFormed(), 'is not valid text');

export const rating = z.object({ score, comment: z.string(), rated_at: timestamp });
export type Rating = z.infer<typeof rating>;

/** What is known of a conversation's rating; `open_until` is null while it has not ended. */
const standing = z.object({ rating: rating.nullable(), open_until: timestamp.nullable() });

export const ratings = feature({
  name: 'ratings',
  operations: {
    /** Its visitor says, or says anew within a week after it ended, what they think of it. */
    rateConversation: operation({
      callers: ['web'],
      bulkhead: 'writes',
      input: z.strictObject({ channel_id: id, score, comment: ratingComment.default('') }),
      output: standing,
      errors: ['unauthenticated', 'not_found', 'conflict'],
      scope: 'messages:write',
    }),
    /** What they said before. */
    readRating: operation({
      callers: ['web'],
      bulkhead: 'reads',
      input: z.strictObject({ channel_id: id }),
      output: standing,
      errors: ['unauthenticated', 'not_found'],
      scope: 'messages:read',
    }),
  },
  events: {},
});

import { z } from 'zod';
import { feature, operation } from './define.ts';
import type { messageType } from './entries.ts';
import { id, timestamp } from './ids.ts';

/** Attachments that one request about what is left over may name. */
export const maxLeftovers = 100;

/** What nobody should see in the name of a file: controls, separators, what turns text round. */
const unfit = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\]/u;

/** A file's name as its owner sees it; it never becomes the name of anything on a disk. */
export const fileName = z
  .string()
  .refine((name) => name.isWellFormed(), 'is not valid text')
  .refine((name) => !unfit.test(name), 'holds characters that no file name may hold')
  .refine((name) => name.trim() === name && name.length > 0, 'is empty or begins or ends blank')
  .refine((name) => [...name].length <= 255, 'is longer than 255 characters');

/** A media type without parameters (RFC 6838, 4.2). */
export const contentType = z
  .string()
  .max(100)
  .regex(/^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/, 'is no media type');

export const attachmentState = z.enum(['waiting', 'ready', 'sent', 'refused']);

const bytes = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** A file and what is known of it; `content_type` and `size` are as found once it is `ready`. */
export const attachment = z.object({
  id,
  name: z.string(),
  content_type: z.string(),
  size: bytes,
  state: attachmentState,
  /** Why it was refused, in one word. */
  reason: z.string().optional(),
  /** Of an image, in pixels. */
  width: z.number().int().optional(),
  height: z.number().int().optional(),
  has_thumbnail: z.boolean(),
  made_at: timestamp,
});
export type Attachment = z.infer<typeof attachment>;

export const wantedAttachment = z.strictObject({
  name: fileName,
  content_type: contentType,
  /** In bytes; an upload has exactly so many. */
  size: bytes.min(1),
  channel_id: id,
  /** For the thread with this member of the team, which the first message in it opens. */
  to: id.optional(),
});

/** Why a file cannot be sent, once it was looked at. */
export const refusalReason = z.enum([
  'wrong_size',
  'unreadable_image',
  'too_many_pixels',
  'grew_too_large',
]);
export type RefusalReason = z.infer<typeof refusalReason>;

/** Which kind of message may carry a file of this type, besides `file`, which may carry any. */
export function typeOfContent(type: string): z.infer<typeof messageType> {
  const [kind] = type.split('/');
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'file';
}

export const attachments = feature({
  name: 'attachments',
  operations: {
    /** The wish to upload into a team's channel, or a thread in it, by one of its members. */
    createAttachment: operation({
      callers: ['web'],
      bulkhead: 'writes',
      input: wantedAttachment,
      output: attachment,
      errors: [
        'unauthenticated',
        'forbidden',
        'not_found',
        'conflict',
        'too_large',
        'rate_limited',
      ],
      scope: 'files:write',
    }),
    /** Unsent, for its owner; sent, for who is a member of its message's channel now. */
    readAttachment: operation({
      callers: ['web'],
      bulkhead: 'reads',
      input: z.strictObject({ id }),
      output: attachment,
      errors: ['unauthenticated', 'not_found'],
      scope: 'files:read',
    }),
    /** Takes back what was not sent yet. */
    removeAttachment: operation({
      callers: ['web'],
      bulkhead: 'writes',
      input: z.strictObject({ id }),
      output: z.object({}),
      errors: ['unauthenticated', 'not_found'],
      scope: 'files:write',
    }),
    /**
     * Looks at an upload before it is sent, for its owner: what it holds is found out, images are
     * drawn anew, and it becomes `ready`. At once when that was done before. Throws `conflict`
     * while nothing is uploaded, `invalid` for what may not be sent, `unavailable` while the store
     * is away.
     */
    prepareAttachment: operation({
      callers: ['relay', 'web'],
      server: 'files',
      bulkhead: 'writes',
      input: z.strictObject({ id }),
      output: z.object({ content_type: z.string() }),
      errors: ['unauthenticated', 'not_found', 'conflict'],
      scope: 'any',
    }),
    /** What the process that looks at an upload has to know of it, for its owner. */
    readUpload: operation({
      callers: ['files'],
      bulkhead: 'reads',
      input: z.strictObject({ id }),
      output: attachment.extend({ owner: id }),
      errors: ['unauthenticated', 'not_found'],
      scope: 'any',
    }),
    /**
     * It lies in the store as what it is. Throws `too_large` for what became larger than a file
     * may be when it was drawn anew; the quotas were judged by what was wished.
     */
    markReady: operation({
      callers: ['files'],
      bulkhead: 'writes',
      input: z.strictObject({
        id,
        content_type: contentType,
        size: bytes,
        width: z.number().int().min(1).optional(),
        height: z.number().int().min(1).optional(),
        has_thumbnail: z.boolean(),
      }),
      output: z.object({}),
      errors: ['not_found', 'too_large'],
    }),
    markRefused: operation({
      callers: ['files'],
      bulkhead: 'writes',
      input: z.strictObject({ id, reason: refusalReason }),
      output: z.object({}),
      errors: ['not_found'],
    }),
    /** What nobody needs any more and may be removed from the store, oldest first. */
    listGone: operation({
      callers: ['files'],
      bulkhead: 'reads',
      input: z.strictObject({}),
      output: z.object({ ids: z.array(id).max(maxLeftovers) }),
      errors: [],
    }),
    /** They are no longer in the store. */
    forgetGone: operation({
      callers: ['files'],
      bulkhead: 'writes',
      input: z.strictObject({ ids: z.array(id).max(maxLeftovers) }),
      output: z.object({}),
      errors: [],
    }),
  },
  events: {},
});

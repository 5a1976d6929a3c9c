import { z } from 'zod';
import { contentType, fileName } from './attachments.ts';
import { feature, operation } from './define.ts';
import { id, timestamp } from './ids.ts';

/** What a mail says, in plain words always; `content` of what is attached is base64. */
export const mailContent = z.object({
  text: z.string(),
  html: z.string().optional(),
  attachments: z
    .array(z.object({ name: fileName, content_type: contentType, content: z.base64() }))
    .optional(),
});
export type MailContent = z.infer<typeof mailContent>;

/** Mails or pushes that a courier takes along at a time. */
export const maxClaimed = 20;

/** What became of a try: carried, to be tried again, or never to be. */
export const tryOutcome = z.enum(['sent', 'later', 'dead']);

export const claimedMail = z.object({
  id,
  /** Whose it is, for people. */
  org_name: z.string(),
  recipient: z.string(),
  subject: z.string(),
  made_at: timestamp,
  /** This one included. */
  tries: z.number().int(),
});
export type ClaimedMail = z.infer<typeof claimedMail>;

const byCourier = { callers: ['courier'], bulkhead: 'writes' } as const;

/** Mails on their way out of the house: dbmgr writes them, the courier carries them. */
export const mails = feature({
  name: 'mails',
  operations: {
    /** Those that are due, each given to one courier, who has five minutes. */
    claimMails: operation({
      ...byCourier,
      input: z.strictObject({ limit: z.number().int().min(1).max(maxClaimed) }),
      output: z.object({ mails: z.array(claimedMail) }),
      errors: [],
    }),
    /** JSON of `MailContent` from a character on, in pieces; `next` is null with the last. */
    readMail: operation({
      ...byCourier,
      bulkhead: 'reads',
      input: z.strictObject({ id, from: z.number().int().min(0) }),
      output: z.object({ piece: z.string(), next: z.number().int().nullable() }),
      errors: ['not_found'],
    }),
    settleMail: operation({
      ...byCourier,
      input: z.strictObject({ id, outcome: tryOutcome, failure: z.string().max(500).optional() }),
      output: z.object({}),
      errors: ['not_found'],
    }),
  },
  events: {},
});

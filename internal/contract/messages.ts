import { z } from 'zod';
import { feature, operation } from './define.ts';
import { clientMessageId, messageType } from './entries.ts';
import { errorCodes } from './errors.ts';
import { id, seq, timestamp } from './ids.ts';

export const maxBatchMessages = 500;
/** Batches, events and pages stay under this many bytes. */
export const maxBatchBytes = 256 * 1024;

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

export const messages = feature({
  name: 'messages',
  operations: {
    /**
     * All messages of one relay tick. The answer has one result for each, in order; each is stored
     * or refused by itself, and stored means committed.
     */
    sendMessages: operation({
      callers: ['relay'],
      bulkhead: 'messages',
      input: z.strictObject({ messages: z.array(outgoingMessage).min(1).max(maxBatchMessages) }),
      output: z.object({ results: z.array(sendResult) }),
      errors: [],
    }),
  },
  events: {},
});

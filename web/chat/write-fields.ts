import { z } from 'zod';
import { clientMessageId, messageText } from '../../internal/contract/entries.ts';
import { automationName, id } from '../../internal/contract/ids.ts';
import { email, personName } from '../../internal/contract/people.ts';

const empty = z.literal('').transform(() => undefined);

/** What the form of the chat without script sends. */
export const writeFields = z.strictObject({
  /** Made with the form: sent twice it is one message. */
  id: clientMessageId,
  /** Forms end lines with CR and LF. */
  text: z.preprocess(
    (text) => (typeof text === 'string' ? text.replaceAll('\r\n', '\n') : text),
    messageText,
  ),
  with: z.union([z.literal('person'), automationName]).default('person'),
  nickname: z.union([empty, personName]).optional(),
  email: z.union([empty, email]).optional(),
  org: z.union([empty, id]).optional(),
});
export type WriteFields = z.output<typeof writeFields>;

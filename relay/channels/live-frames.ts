import { z } from 'zod';
import { id, seq } from '../../internal/contract/ids.ts';
import { role } from '../../internal/contract/people.ts';

/** What relays tell one another of a channel without storing it. */
export const typingPayload = z.strictObject({
  from: id,
  name: z.string().max(400),
  role,
  /** What is typed, for the conversation's owner alone. */
  text: z.string().max(500).optional(),
});
export const seenPayload = z.strictObject({ from: id, seq });

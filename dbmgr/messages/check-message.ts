import { fitsMessage, maxTextLength, messageText } from '../../internal/contract/entries.ts';
import { idPattern } from '../../internal/contract/ids.ts';
import type { OutgoingMessage } from '../../internal/contract/messages.ts';
import type { Refusal } from '../../internal/policy/refusal.ts';

/** What is wrong with a message whoever sends it and wherever to; null when nothing is. */
export function refuseMessage({ type, data }: OutgoingMessage): Refusal | null {
  if (type === 'text') return refuseText(data);
  if (idPattern.test(data)) return null;
  return { code: 'invalid', message: 'data: must be the id of an attachment.' };
}

export function refuseText(text: string): Refusal | null {
  if (!fitsMessage(text)) {
    const limit = maxTextLength.toLocaleString('en');
    return { code: 'too_large', message: `The text is longer than ${limit} characters.` };
  }
  const parsed = messageText.safeParse(text);
  if (parsed.success) return null;
  return { code: 'invalid', message: `The text ${parsed.error.issues[0]!.message}.` };
}

/** An answer names what stands in the log already; `head` is its last number. */
export function refuseReply({ reply_to }: OutgoingMessage, head: number): Refusal | null {
  if (reply_to === undefined || reply_to <= head) return null;
  return { code: 'invalid', message: 'reply_to: there is no such message yet.' };
}

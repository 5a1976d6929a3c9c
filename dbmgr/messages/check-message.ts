import { fitsMessage, maxTextLength, messageText } from '../../internal/contract/entries.ts';
import type { OutgoingMessage } from '../../internal/contract/messages.ts';
import type { Refusal } from '../../internal/policy/refusal.ts';

/** What is wrong with a message whoever sends it and wherever to; null when nothing is. */
export function refuseMessage({ type, data }: OutgoingMessage): Refusal | null {
  return type === 'text' ? refuseText(data) : refuseAttachment();
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

function refuseAttachment(): Refusal {
  return { code: 'invalid', message: 'Only messages of type text can be sent now.' };
}

/** An answer names what stands in the log already; `head` is its last number. */
export function refuseReply({ reply_to }: OutgoingMessage, head: number): Refusal | null {
  if (reply_to === undefined || reply_to <= head) return null;
  return { code: 'invalid', message: 'reply_to: there is no such message yet.' };
}

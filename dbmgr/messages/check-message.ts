import { fitsMessage, maxTextLength, messageText } from '../../internal/contract/entries.ts';
import type { OutgoingMessage } from '../../internal/contract/messages.ts';
import type { Refusal } from '../../internal/policy/refusal.ts';

/** What is wrong with a message whoever sends it and wherever to; null when nothing is. */
export function refuseMessage(message: OutgoingMessage): Refusal | null {
  if (message.to !== '*') {
    return { code: 'invalid', message: 'In a conversation a message goes to everybody: to is *.' };
  }
  if (message.type !== 'text') {
    return { code: 'invalid', message: 'Only messages of type text can be sent now.' };
  }
  return refuseText(message.data);
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

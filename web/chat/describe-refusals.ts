import type { AppError } from '../../internal/contract/errors.ts';
import type { Language } from '../languages/languages.ts';

type Say = Language['say'];

/** What is wrong with each field of a form of the chat, in its reader's language. */
export function describeRefusals(
  messages: Record<string, string>,
  { say }: { say: Say },
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(messages).map(([field, message]) => [field, describe(field, message, say)]),
  );
}

/** Why a form of the chat could not be taken now, though nothing is wrong with it. */
export function describeTrouble({ code }: AppError, { say }: { say: Say }): string {
  if (code === 'rate_limited') return say('Too much at once. Wait a moment and try again.');
  if (code === 'conflict') return refused(say);
  return say('That did not work. Nothing was sent; try again in a moment.');
}

function refused(say: Say): string {
  return say('The server refused that. Nothing was changed; try again, or load the page again.');
}

function describe(field: string, message: string, say: Say): string {
  if (field === 'email') return say('Write an e-mail address, like name@example.com.');
  if (field === 'nickname') {
    return say('The name is too long, or holds characters that cannot be shown.');
  }
  if (/is (empty|missing)/.test(message)) return say('The message is empty.');
  if (/is longer than/.test(message)) {
    return say('The message is too long. Shorten it or send it in parts.');
  }
  return refused(say);
}

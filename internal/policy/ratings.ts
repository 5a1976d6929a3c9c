import { type ConversationFacts, mayVisit, type Somebody } from './conversations.ts';
import type { Refusal } from './refusal.ts';

/** So long after the end a rating may be given and changed. */
export const ratingDays = 7;

export type Ended = ConversationFacts & { closedAt: Date | null };

/** When a rating can be changed no more; null while the conversation goes on. */
export function endOfRating({ closedAt }: Ended): Date | null {
  return closedAt && new Date(closedAt.getTime() + ratingDays * 86_400_000);
}

/** What its visitor thinks is theirs alone to say and to see here. */
export function refuseSeeingRating(
  who: Somebody,
  conversation: ConversationFacts | undefined,
): Refusal | null {
  const isTheirs = conversation && mayVisit(who.role) && conversation.visitorId === who.id;
  return isTheirs ? null : { code: 'not_found', message: 'There is no such conversation.' };
}

export function refuseRating(
  who: Somebody,
  conversation: Ended | undefined,
  at: Date,
): Refusal | null {
  const unseen = refuseSeeingRating(who, conversation);
  if (unseen) return unseen;
  const until = endOfRating(conversation!);
  if (conversation!.state !== 'closed' || !until) {
    return { code: 'conflict', message: 'This conversation can be rated once it has ended.' };
  }
  if (at <= until) return null;
  const since = `This conversation ended more than ${ratingDays} days ago.`;
  const message = `${since} Its rating stays as it is.`;
  return { code: 'conflict', message };
}

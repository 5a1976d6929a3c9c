import type { ConversationState } from '../contract/entries.ts';
import type { Role } from '../contract/people.ts';
import type { Refusal } from './refusal.ts';

/** Conversations that an agent has at a time unless an admin set another number. */
export const defaultSeatLimit = 6;

export type Somebody = { id: string; org: string; role: Role };

export type AgentAtWork = Somebody & { online: boolean; seatLimit: number | null };

/** What a decision needs to know of a conversation. */
export type ConversationFacts = {
  org: string;
  state: ConversationState;
  visitorId: string;
  ownerKind: 'automation' | 'agent' | null;
  ownerId: string | null;
  ownerName: string | null;
};

const unknown: Refusal = { code: 'not_found', message: 'There is no such conversation.' };
const ended: Refusal = {
  code: 'conflict',
  message: 'This conversation has ended. Start another one to write again.',
};

/** Whoever may ask for help: those who come by a chat page, and members of the organisation. */
export function mayVisit(role: Role): boolean {
  return role === 'user' || role === 'member';
}

/** Its visitor and the agent who owns it; to everybody else it does not exist. */
export function takesPart(who: Somebody, conversation: ConversationFacts): boolean {
  if (mayVisit(who.role)) return conversation.visitorId === who.id;
  return who.role === 'agent' && conversation.ownerId === who.id;
}

export function refuseWriting(who: Somebody, conversation: ConversationFacts): Refusal | null {
  if (!takesPart(who, conversation)) return unknown;
  return conversation.state === 'closed' ? ended : null;
}

export function refuseStarting(who: Somebody): Refusal | null {
  if (mayVisit(who.role)) return null;
  return { code: 'forbidden', message: 'Only visitors and members start conversations.' };
}

/** The visitor asks for a person, or the agent who owns it gives it back to the waiting list. */
export function refuseHandingOff(who: Somebody, conversation: ConversationFacts): Refusal | null {
  if (!takesPart(who, conversation)) return unknown;
  if (conversation.state === 'closed') return ended;
  if (mayVisit(who.role) && conversation.ownerKind === 'agent') {
    const message = `${conversation.ownerName ?? 'A person'} is already with you.`;
    return { code: 'conflict', message };
  }
  return null;
}

/** Whoever is no agent takes nothing, whatever the conversation. */
export function refuseTakingAtAll(who: Somebody): Refusal | null {
  if (who.role === 'agent') return null;
  return { code: 'forbidden', message: 'Only agents take conversations.' };
}

/** `taken` is how many conversations the agent has open now. */
export function refuseTaking(
  who: AgentAtWork,
  conversation: ConversationFacts,
  taken: number,
): Refusal | null {
  if (conversation.org !== who.org) return unknown;
  if (conversation.state === 'bot') return unknown;
  if (conversation.state === 'closed') return { ...ended, message: 'The visitor has gone.' };
  if (conversation.state !== 'waiting') {
    const message = `${conversation.ownerName ?? 'Somebody else'} has this conversation.`;
    return { code: 'conflict', message };
  }
  if (!who.online) return { code: 'conflict', message: 'Go online to take conversations.' };
  const limit = who.seatLimit ?? defaultSeatLimit;
  if (taken < limit) return null;
  const message = `You have ${taken} conversations open and may have ${limit}. End one first.`;
  return { code: 'conflict', message };
}

/** Its visitor or its agent; an ended one stays ended, so a second wish changes nothing. */
export function refuseClosing(who: Somebody, conversation: ConversationFacts): Refusal | null {
  return takesPart(who, conversation) ? null : unknown;
}

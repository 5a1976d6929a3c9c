import type { ConversationState } from '../contract/entries.ts';
import type { Role } from '../contract/people.ts';
import type { Refusal } from './refusal.ts';

export type Somebody = {
  id: string;
  org: string;
  role: Role;
  /** In this conversation, without having it: brought in to help, or reading along unseen. */
  part?: 'helper' | 'watcher' | '' | null;
};

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

/** Its visitor and whoever of the staff has it; to everybody else it does not exist. */
export function takesPart(who: Somebody, conversation: ConversationFacts): boolean {
  if (mayVisit(who.role)) return conversation.visitorId === who.id;
  return mayServe(who.role) && conversation.ownerId === who.id;
}

/** Agents have conversations, and admins who took one over. */
export function mayServe(role: Role): boolean {
  return role === 'agent' || role === 'admin';
}

export function refuseWriting(who: Somebody, conversation: ConversationFacts): Refusal | null {
  if (!takesPart(who, conversation) && who.part !== 'helper') return unknown;
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

/** Whoever has it, while they talk. */
export function refuseHolding(who: Somebody, conversation: ConversationFacts): Refusal | null {
  if (mayVisit(who.role) || !takesPart(who, conversation)) return unknown;
  if (conversation.state === 'open') return null;
  return { code: 'conflict', message: 'Only a conversation that is open is put on hold.' };
}

export function refuseResuming(who: Somebody, conversation: ConversationFacts): Refusal | null {
  if (mayVisit(who.role) || !takesPart(who, conversation)) return unknown;
  if (conversation.state === 'on_hold') return null;
  return { code: 'conflict', message: 'This conversation is not on hold.' };
}

/** Who may decide about a conversation in the visitor's stead: its agent, and every admin. */
export function refuseDirecting(who: Somebody, conversation: ConversationFacts): Refusal | null {
  const isAdmin = who.role === 'admin' && conversation.org === who.org;
  if (!isAdmin && (who.role !== 'agent' || !takesPart(who, conversation))) return unknown;
  return conversation.state === 'closed' ? ended : null;
}

/** Admins see into every conversation of their organisation; for others there is none. */
export function refuseSupervising(who: Somebody, conversation: ConversationFacts): Refusal | null {
  if (who.role !== 'admin' || conversation.org !== who.org) return unknown;
  return conversation.state === 'closed' ? ended : null;
}

export type Guest = Somebody & { active: boolean; withAgent: string | null };

/** Agents invite guests of their organisation whom nobody talks to. */
export function refuseInviting(who: Somebody, guest: Guest | undefined): Refusal | null {
  if (who.role !== 'agent') return { code: 'forbidden', message: 'Only agents invite visitors.' };
  if (!guest?.active || guest.org !== who.org || guest.role !== 'user') {
    return { code: 'not_found', message: 'There is no such visitor.' };
  }
  if (guest.withAgent === null) return null;
  return { code: 'conflict', message: `${guest.withAgent} talks to them already.` };
}

export type Colleague = { id: string; org: string; role: Role; active: boolean };

/**
 * Agents and admins of the house, and members who are in a team with whoever asks; never the
 * visitor themselves, for whoever helps reads the notes.
 */
export function refuseColleague(
  who: Somebody,
  colleague: Colleague | undefined,
  { visitorId, shareTeam }: Pick<ConversationFacts, 'visitorId'> & { shareTeam: boolean },
): Refusal | null {
  const nobody: Refusal = { code: 'not_found', message: 'There is no such colleague.' };
  if (!colleague?.active || colleague.org !== who.org) return nobody;
  if (colleague.id === who.id) return { code: 'conflict', message: 'You are in it already.' };
  if (mayServe(colleague.role)) return null;
  if (colleague.role !== 'member' || !shareTeam) return nobody;
  if (colleague.id !== visitorId) return null;
  return { code: 'conflict', message: 'They are the one who asks for help here.' };
}

/** The visitor gives up waiting, or talking to an automation. */
export function refuseLeaving(who: Somebody, conversation: ConversationFacts): Refusal | null {
  if (!mayVisit(who.role) || conversation.visitorId !== who.id) return unknown;
  if (conversation.state === 'closed') return ended;
  if (conversation.ownerKind !== 'agent') return null;
  const message = `${conversation.ownerName ?? 'A person'} is already with you.`;
  return { code: 'conflict', message };
}

/** Its visitor or its agent; an ended one stays ended, so a second wish changes nothing. */
export function refuseClosing(who: Somebody, conversation: ConversationFacts): Refusal | null {
  return takesPart(who, conversation) ? null : unknown;
}

/** Only whoever answered says what it was about, and in their organisation's own words. */
export function refuseCategory(
  who: Somebody,
  category: string | undefined,
  categories: readonly string[],
): Refusal | null {
  if (category === undefined) return null;
  if (mayVisit(who.role)) {
    return { code: 'forbidden', message: 'Only who answers says what it was about.' };
  }
  if (categories.includes(category)) return null;
  const message = `“${category}” is not among the categories any more. Choose another one.`;
  return { code: 'invalid', message };
}

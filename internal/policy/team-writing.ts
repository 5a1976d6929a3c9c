import type { Role } from '../contract/people.ts';
import type { Somebody } from './conversations.ts';
import type { Refusal } from './refusal.ts';

/** What a decision needs to know of a team whose channel somebody writes into. */
export type TeamPlaceFacts = { isActive: boolean };

/** The same of a direct thread: its team, and its two people as long as they are in it. */
export type ThreadFacts = {
  isActive: boolean;
  people: readonly { id: string; isThere: boolean }[];
};

const unknown: Refusal = { code: 'not_found', message: 'There is no such channel.' };
const switchedOff: Refusal = {
  code: 'conflict',
  message: 'This team is switched off: it can be read, but nobody writes here.',
};
const hasLeft: Refusal = {
  code: 'conflict',
  message: 'This person has left the team. What was written stays; nothing more can be sent.',
};

/** Whoever has an account in the organisation; visitors and automations do not. */
export function mayUseTeams(role: Role): boolean {
  return role !== 'user' && role !== 'automation';
}

/** For one of the team's members. */
export function refuseTeamWriting(
  who: Somebody,
  to: string,
  { isActive }: TeamPlaceFacts,
): Refusal | null {
  if (!mayUseTeams(who.role)) return unknown;
  if (to !== '*') {
    return { code: 'invalid', message: 'In a team a message goes to everybody: to is *.' };
  }
  return isActive ? null : switchedOff;
}

/** For one of the two. */
export function refuseThreadWriting(
  who: Somebody,
  to: string,
  { isActive, people }: ThreadFacts,
): Refusal | null {
  const isOneOfThem = people.some(({ id, isThere }) => id === who.id && isThere);
  if (!isOneOfThem || !mayUseTeams(who.role)) return unknown;
  const other = people.find(({ id }) => id !== who.id);
  if (to !== other?.id) {
    return { code: 'invalid', message: 'In a direct thread a message goes to the other one.' };
  }
  if (!other.isThere) return hasLeft;
  return isActive ? null : switchedOff;
}

/** What `openThread` needs to know. */
export type ThreadWish = {
  isSelf: boolean;
  isActive: boolean;
  /** Both are members of the team. */
  areMembers: boolean;
};

/** To whoever is not in the team, or asks for somebody who is not, there is no such thread. */
export function refuseThread(who: Somebody, wish: ThreadWish): Refusal | null {
  if (!wish.areMembers || !mayUseTeams(who.role)) {
    return { code: 'not_found', message: 'There is no such person in this team.' };
  }
  if (wish.isSelf) {
    return { code: 'invalid', message: 'A direct message goes to somebody else.' };
  }
  return wish.isActive ? null : switchedOff;
}

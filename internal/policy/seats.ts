import type { Role } from '../contract/people.ts';
import type { ConversationFacts } from './conversations.ts';
import type { Refusal } from './refusal.ts';

/** An agent's place at the desk, as it is while a transaction holds it. */
export type DeskFacts = {
  id: string;
  org: string;
  name: string;
  role: Role;
  active: boolean;
  online: boolean;
  /** A socket of theirs is open, or was a moment ago; or they ask by themselves. */
  connected: boolean;
  paused: boolean;
  limit: number;
  teams: readonly string[];
};

const unknown: Refusal = { code: 'not_found', message: 'There is no such conversation.' };
const conflict = (message: string): Refusal => ({ code: 'conflict', message });

/** Why an agent cannot be given a conversation at all; null when they can. */
export function refuseWork(desk: DeskFacts, isSelf: boolean): Refusal | null {
  const { name } = desk;
  if (desk.role !== 'agent' || !desk.active) return conflict(`${name} does not work here now.`);
  if (!desk.online) {
    return conflict(isSelf ? 'Go online to take conversations.' : `${name} is offline.`);
  }
  if (!desk.connected) return conflict(`${name} is not connected at the moment.`);
  if (!desk.paused) return null;
  return conflict(isSelf ? 'End your break to take conversations.' : `${name} is on a break.`);
}

/** `taken`: the conversations that they have besides this one. */
export function refuseSeat(desk: DeskFacts, taken: number, isSelf: boolean): Refusal | null {
  const { limit, name } = desk;
  if (taken < limit) return null;
  const open = `${taken} ${taken === 1 ? 'conversation' : 'conversations'} open`;
  if (!isSelf) return conflict(`${name} has ${open} and may have ${limit}.`);
  return conflict(`You have ${open} and may have ${limit}. End one first.`);
}

/** To agents outside its team, what waits for a team does not exist. */
export function refuseClaim(
  desk: DeskFacts,
  conversation: ConversationFacts & { teamId: string | null },
): Refusal | null {
  const { state, teamId } = conversation;
  if (conversation.org !== desk.org || state === 'bot') return unknown;
  if (teamId !== null && !desk.teams.includes(teamId)) return unknown;
  if (state === 'closed') return conflict('The visitor has gone.');
  if (state === 'waiting' || state === 'offered') return null;
  return conflict(`${conversation.ownerName ?? 'Somebody else'} has this conversation.`);
}

import type { Role } from '../contract/people.ts';
import type { ConversationFacts } from './conversations.ts';
import type { Refusal } from './refusal.ts';

/** Whoever answers visitors, and their admins. */
export function refuseConsole(role: Role): Refusal | null {
  if (role === 'agent' || role === 'admin') return null;
  return { code: 'forbidden', message: 'Only agents and admins may do this.' };
}

export type Onlooker = { id: string; org: string; role: Role; teams: readonly string[] };

/** What is one team's, the other agents do not see; nor anything of another organisation. */
export function refuseReading(
  who: Onlooker,
  conversation: Pick<ConversationFacts, 'org' | 'ownerId'> & { teamId: string | null },
): Refusal | null {
  const unknown: Refusal = { code: 'not_found', message: 'There is no such conversation.' };
  if (conversation.org !== who.org) return unknown;
  const { teamId, ownerId } = conversation;
  if (who.role === 'admin' || teamId === null || ownerId === who.id) return null;
  return who.teams.includes(teamId) ? null : unknown;
}

export type SeatFacts = {
  active: boolean;
  online: boolean;
  connected: boolean;
  paused: boolean;
  taken: number;
  limit: number;
};

/** In one word, what stands between an agent and another conversation. */
export function stateOfDesk(desk: SeatFacts): 'free' | 'full' | 'paused' | 'away' | 'offline' {
  if (!desk.active || !desk.online) return 'offline';
  if (!desk.connected) return 'away';
  if (desk.paused) return 'paused';
  return desk.taken < desk.limit ? 'free' : 'full';
}

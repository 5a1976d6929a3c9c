import type { Role } from '../contract/people.ts';
import type { Refusal } from './refusal.ts';

type Actor = { role: Role; org: string; mayBan: boolean };

/** An admin, and an agent to whom an admin gave the right. */
export function refuseBanning({ role, mayBan }: Actor): Refusal | null {
  if (role === 'admin' || (role === 'agent' && mayBan)) return null;
  const message = 'Only an admin, or an agent who was given the right, may ban a guest.';
  return { code: 'forbidden', message };
}

/** Guests of one's own organisation; whoever has an account is switched off instead. */
export function refuseBanned(
  actor: Actor,
  target: { role: Role; org: string } | undefined,
): Refusal | null {
  if (target?.role === 'user' && target.org === actor.org) return null;
  return { code: 'not_found', message: 'There is no such guest.' };
}

/** Who is banned, and whether it stays so, is the admins' to see and decide. */
export function refuseBanList(role: Role): Refusal | null {
  if (role === 'admin') return null;
  return { code: 'forbidden', message: 'Only an admin may do this.' };
}

/** An agent who may ban takes back what they did themselves, everything else an admin. */
export function refuseLifting(
  actor: Actor & { id: string },
  ban: { made_by: string } | undefined,
): Refusal | null {
  if (actor.role === 'admin') return null;
  if (actor.role === 'agent' && actor.mayBan && ban?.made_by === actor.id) return null;
  return refuseBanList(actor.role);
}

/** The same words for an address and an identity: which of them it was is nobody's to learn. */
export function refuseBannedGuest(until: Date | null): Refusal | null {
  if (until === null) return null;
  const message = 'You cannot chat here at present. Write to the people of this site another way.';
  return { code: 'forbidden', message };
}

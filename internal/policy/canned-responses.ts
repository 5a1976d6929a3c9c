import type { CannedScope } from '../contract/canned-responses.ts';
import type { TeamLevel } from '../contract/channels.ts';
import type { Role } from '../contract/people.ts';
import type { Refusal } from './refusal.ts';

/** So many each agent, each team and each organisation has at most. */
export const maxCanned: Record<CannedScope, number> = { mine: 200, team: 200, organisation: 500 };

export type CannedReader = { id: string; role: Role };

/** Whose a canned response is; `level` is what whoever asks is in its team. */
export type CannedFacts = { scope: CannedScope; holderId: string; level: TeamLevel | null };

const unknown: Refusal = { code: 'not_found', message: 'There is no such response.' };

export function refuseCanned(role: Role): Refusal | null {
  if (role === 'agent' || role === 'admin') return null;
  return { code: 'forbidden', message: 'Only agents and admins have canned responses.' };
}

/** Mine, my teams' and the organisation's; an admin sees every team's. */
export function maySeeCanned(who: CannedReader, facts: CannedFacts): boolean {
  if (facts.scope === 'mine') return facts.holderId === who.id;
  return facts.scope === 'organisation' || who.role === 'admin' || facts.level !== null;
}

/** Mine are mine; a team's are its admins' and the organisation's admins'. */
export function refuseChangingCanned(who: CannedReader, facts: CannedFacts): Refusal | null {
  const refusal = refuseCanned(who.role);
  if (refusal) return refusal;
  if (!maySeeCanned(who, facts)) return unknown;
  if (facts.scope === 'mine' || who.role === 'admin') return null;
  if (facts.scope === 'organisation') {
    return { code: 'forbidden', message: 'Only an admin changes what the whole house uses.' };
  }
  if (facts.level === 'admin' || facts.level === 'super_admin') return null;
  return { code: 'forbidden', message: 'Only the admins of this team change what it uses.' };
}

export function refuseManyCanned(scope: CannedScope, count: number): Refusal | null {
  if (count < maxCanned[scope]) return null;
  const message = `There are ${maxCanned[scope]} already, which is the limit. Remove one first.`;
  return { code: 'conflict', message };
}

export function refuseOlderCanned(current: number, seen: number | undefined): Refusal | null {
  if (seen === undefined || seen === current) return null;
  const message =
    'It was changed meanwhile, here in another tab or by somebody else. Nothing of yours was ' +
    'saved: look at what stands now, and change it again.';
  return { code: 'conflict', message };
}

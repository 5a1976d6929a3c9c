import type { Role } from '../contract/people.ts';
import type { Refusal } from './refusal.ts';

type Actor = { id: string; role: Role; org: string };
type Target = { id: string; role: Role; org: string };

export type StaffRole = 'super_admin' | 'admin' | 'agent';

/** More people than this of one role in one organisation would not fit a page. */
export const maxStaff = 500;

/** Whose accounts others switch on and off. */
export type Managed = 'admin' | 'agent' | 'member';

const managers: Record<Managed, Role> = { admin: 'super_admin', agent: 'admin', member: 'admin' };

/** Super admins manage admins wherever they are; admins manage nobody elsewhere. */
export function managesEverywhere(managed: Managed): boolean {
  return managed === 'admin';
}

/** People who work for the organisation. */
export function isStaff(role: Role): role is StaffRole {
  return role === 'super_admin' || role === 'admin' || role === 'agent';
}

/** Admins are the super admins' to see, add and switch; agents and members are the admins'. */
export function mayManage(actor: Role, managed: Managed): boolean {
  return managers[managed] === actor;
}

export function refuseManaging(actor: Role, managed: Managed): Refusal | null {
  if (mayManage(actor, managed)) return null;
  const who = managed === 'admin' ? 'Only a super admin' : 'Only an admin';
  return { code: 'forbidden', message: `${who} may do this.` };
}

/**
 * Whether `actor` may switch or change `target`, a person who was looked up by id. Nobody switches
 * himself; super admins are managed at the shell; whoever is not the actor's to manage does not
 * exist for him.
 */
export function refuseTarget(
  actor: Actor,
  managed: Managed,
  target: Target | undefined,
): Refusal | null {
  const refusal = refuseManaging(actor.role, managed);
  if (refusal) return refusal;
  if (target?.id === actor.id) {
    return { code: 'forbidden', message: 'You cannot switch yourself on or off.' };
  }
  if (!target) return notFound(managed);
  if (target.org !== actor.org && !managesEverywhere(managed)) return notFound(managed);
  if (actor.role === 'super_admin' && target.role === 'super_admin') {
    return { code: 'forbidden', message: 'A super admin is managed with the command su only.' };
  }
  return target.role === managed ? null : notFound(managed);
}

/** Only agents have a place at the waiting list. */
export function refusePresence(actor: Role): Refusal | null {
  if (actor === 'agent') return null;
  return { code: 'forbidden', message: 'Only an agent goes online or offline.' };
}

/** The form that was sent shows an older state of the person than the one that now stands. */
export function refuseStale(current: number, seen: number | undefined): Refusal | null {
  if (seen === undefined || seen === current) return null;
  const message = 'Somebody else changed this person meanwhile. Look at the list again.';
  return { code: 'conflict', message };
}

export function refuseCrowd(count: number): Refusal | null {
  if (count < maxStaff) return null;
  return { code: 'conflict', message: `There are ${maxStaff} already, which is the limit.` };
}

function notFound(managed: Managed): Refusal {
  return { code: 'not_found', message: `There is no such ${managed}.` };
}

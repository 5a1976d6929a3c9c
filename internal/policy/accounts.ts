import type { InviteState, SignupMode } from '../contract/accounts.ts';
import type { Role } from '../contract/people.ts';
import type { Refusal } from './refusal.ts';

/** Invitations of one organisation that still let somebody in, and good keys of one person. */
export const maxOpenInvites = 200;
export const maxGoodKeys = 50;

/** People who sign in with a password; visitors and automations do not. */
export function hasAccount(role: Role): boolean {
  return role !== 'user' && role !== 'automation';
}

/** What becomes of somebody who wants to sign up; the mode goes before the invitation. */
export function refuseSignup(mode: SignupMode, invite: InviteState | null): Refusal | null {
  if (mode === 'off') {
    return { code: 'forbidden', message: 'Nobody can sign up here. Ask the people who run this.' };
  }
  if (invite === 'unknown') {
    const message = 'This invitation is not good, or no longer. Ask for another one.';
    return { code: 'not_found', message };
  }
  if (invite === 'used') {
    const message = 'This invitation was used already. Ask for another one, or sign in.';
    return { code: 'conflict', message };
  }
  if (mode === 'invite' && invite === null) {
    return { code: 'forbidden', message: 'Signing up takes an invitation. Ask for one.' };
  }
  return null;
}

/** Who may sign up, and by which invitations, is the admins' to decide. */
export function mayAdmit(actor: Role): boolean {
  return actor === 'admin';
}

export function refuseAdmitting(actor: Role): Refusal | null {
  return mayAdmit(actor) ? null : { code: 'forbidden', message: 'Only an admin may do this.' };
}

export function refuseManyInvites(open: number): Refusal | null {
  if (open < maxOpenInvites) return null;
  const message = `There are ${maxOpenInvites} open invitations, which is the limit. Revoke some.`;
  return { code: 'conflict', message };
}

/** A visitor has no account that a key could act for. */
export function refuseKeys(actor: Role): Refusal | null {
  if (hasAccount(actor)) return null;
  return { code: 'forbidden', message: 'Access keys are for people with an account.' };
}

export function refuseManyKeys(good: number): Refusal | null {
  if (good < maxGoodKeys) return null;
  const message = `You have ${maxGoodKeys} keys, which is the limit. Revoke one first.`;
  return { code: 'conflict', message };
}

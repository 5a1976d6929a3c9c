import type { Role } from '../contract/people.ts';
import type { Refusal } from './refusal.ts';

/** Organisations are the super admins' to see, add, name and switch. */
export function refuseOrganising(actor: Role): Refusal | null {
  if (actor === 'super_admin') return null;
  return { code: 'forbidden', message: 'Only a super admin may do this.' };
}

/** Nobody switches off the organisation from which they do it. */
export function refuseSwitchingOff(actor: { org: string }, org: string): Refusal | null {
  if (actor.org !== org) return null;
  const message = 'This organisation is your own. It cannot be switched off.';
  return { code: 'conflict', message };
}

export function refuseManyOrganisations(count: number, most: number): Refusal | null {
  if (count < most) return null;
  return { code: 'conflict', message: `There are ${most} already, which is the limit.` };
}

/** What an organisation is set to is its admins' to see and change. */
export function refuseSettings(actor: Role): Refusal | null {
  if (actor === 'admin') return null;
  return { code: 'forbidden', message: 'Only an admin may do this.' };
}

/** What was sent was made from an older state than the one that now stands. */
export function refuseOlder(
  what: 'this organisation' | 'the settings',
  current: number,
  seen: number | undefined,
): Refusal | null {
  if (seen === undefined || seen === current) return null;
  const message =
    `Somebody else changed ${what} meanwhile. Nothing of yours was saved: ` +
    'look at what stands now, and change it again.';
  return { code: 'conflict', message };
}

import type { Role } from '../contract/people.ts';
import type { Refusal } from './refusal.ts';

/** The audit log is the super admins' to read; admins read what their organisation's people did. */
export function mayReadAudit(actor: Role): boolean {
  return actor === 'super_admin' || actor === 'admin';
}

/** Roles whose acts somebody may not read of: what is done from above is not an admin's. */
export function hiddenActors(actor: Role): readonly string[] {
  return actor === 'super_admin' ? [] : ['super_admin', 'operator'];
}

export function refuseReadingAudit(actor: Role): Refusal | null {
  if (mayReadAudit(actor)) return null;
  return { code: 'forbidden', message: 'Only an admin may read who did what.' };
}

/** What visitors do is theirs; what staff does is written down. */
export function isAudited(actor: Role): boolean {
  return actor === 'super_admin' || actor === 'admin' || actor === 'agent';
}

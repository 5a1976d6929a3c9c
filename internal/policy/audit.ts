import type { Role } from '../contract/people.ts';
import type { Refusal } from './refusal.ts';

/** The audit log is the super admin's to read. */
export function mayReadAudit(actor: Role): boolean {
  return actor === 'super_admin';
}

export function refuseReadingAudit(actor: Role): Refusal | null {
  if (mayReadAudit(actor)) return null;
  return { code: 'forbidden', message: 'Only a super admin may read the audit log.' };
}

/** What visitors do is theirs; what staff does is written down. */
export function isAudited(actor: Role): boolean {
  return actor === 'super_admin' || actor === 'admin' || actor === 'agent';
}

import type { Role } from '../contract/people.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const staffIdleMs = 12 * hourMs;
const staffAbsoluteMs = 7 * dayMs;
const visitorIdleMs = 90 * dayMs;

/** Uses of a login within this time are one use. */
export const useResolutionMs = 60_000;

/**
 * When a login that is used now ends unless it is used again: staff after 12 h, and 7 days after
 * the password was typed in any case; a visitor after 90 days.
 */
export function loginExpiry(role: Role, startedAt: Date, usedAt: Date): Date {
  if (role === 'user') return new Date(usedAt.getTime() + visitorIdleMs);
  return new Date(Math.min(usedAt.getTime() + staffIdleMs, startedAt.getTime() + staffAbsoluteMs));
}

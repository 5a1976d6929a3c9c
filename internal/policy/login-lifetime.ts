import type { Role } from '../contract/people.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const staffIdleMs = 12 * hourMs;
const staffAbsoluteMs = 7 * dayMs;
const memberIdleMs = 30 * dayMs;
const memberAbsoluteMs = 90 * dayMs;
const visitorIdleMs = 90 * dayMs;

/** Uses of a login within this time are one use. */
export const useResolutionMs = 60_000;

/**
 * When a login that is used now ends unless it is used again: staff after 12 h, and 7 days after
 * the password was typed in any case; a member after 30 days, and 90 in any case; a visitor after
 * 90 days.
 */
export function loginExpiry(role: Role, startedAt: Date, usedAt: Date): Date {
  if (role === 'user') return new Date(usedAt.getTime() + visitorIdleMs);
  const isMember = role === 'member';
  const idleMs = isMember ? memberIdleMs : staffIdleMs;
  const absoluteMs = isMember ? memberAbsoluteMs : staffAbsoluteMs;
  return new Date(Math.min(usedAt.getTime() + idleMs, startedAt.getTime() + absoluteMs));
}

/** Two tabs that change one refresh token at once both get another; later it is somebody else's. */
export const refreshOverlapMs = 30_000;

export function isRefreshReused(rotatedAt: Date | null, now: Date): boolean {
  return rotatedAt !== null && now.getTime() - rotatedAt.getTime() > refreshOverlapMs;
}

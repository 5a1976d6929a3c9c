import type { Scope } from '../contract/scopes.ts';
import type { Refusal } from './refusal.ts';

/**
 * Whether a login may do what asks for `needed`: one without scopes may all that its person may; a
 * limited one only what it was given, and nothing that no scope is named for.
 */
export function refuseScope(
  held: readonly Scope[] | null,
  needed: Scope | 'any' | undefined,
): Refusal | null {
  if (held === null || needed === 'any') return null;
  if (needed === undefined) {
    return { code: 'forbidden', message: 'No access key may do this. Sign in to do it.' };
  }
  if (held.includes(needed)) return null;
  return { code: 'forbidden', message: `This access key may not do this: it lacks ${needed}.` };
}

import type { ErrorCode } from '../../contract/errors.ts';

/** Everybody who may try something, while nothing is wrong with their account. */
export const actors = [
  'nobody',
  'super admin',
  'admin',
  'online agent',
  'offline agent',
  'member',
  'visitor',
  'automation',
] as const;
export type Actor = (typeof actors)[number];

/** What may have become of an account or its login since the password was checked. */
export const lapses = [
  'deactivated',
  'password changed',
  'signed out',
  'expired',
  'deleted by hand',
  'never was',
] as const;
export type Lapse = (typeof lapses)[number];

export type Outcome = 'allow' | ErrorCode;

/** What happens to each actor; those who are not named get what `others` says. */
export type Outcomes = { others: Outcome } & Partial<Record<Actor, Outcome>>;

export function outcomeFor(outcomes: Outcomes, actor: Actor): Outcome {
  return outcomes[actor] ?? outcomes.others;
}

/** Only these; everybody else who is signed in is refused with `others`. */
export function allow(allowed: Actor[], others: ErrorCode = 'forbidden'): Outcomes {
  const entries = allowed.map((actor) => [actor, 'allow'] as const);
  return { nobody: 'unauthenticated', ...Object.fromEntries(entries), others };
}

export const everybody: Outcomes = { others: 'allow' };

export const signedIn: Outcomes = { nobody: 'unauthenticated', others: 'allow' };

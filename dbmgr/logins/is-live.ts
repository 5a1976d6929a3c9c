import { type Expression, expressionBuilder, type SqlBool } from 'kysely';
import type { Tables } from '../database/tables.ts';

/**
 * Whether a login that is joined with its person is good: not ended, not expired, its person active
 * and unchanged since.
 */
export function isLive(now: Date): Expression<SqlBool> {
  const eb = expressionBuilder<Tables, 'logins' | 'people'>();
  return eb.and([
    isOpen(now),
    eb('people.active', '=', 1),
    eb('people.auth_version', '=', eb.ref('logins.auth_version')),
  ]);
}

/** Whether a login has neither ended nor expired, whoever its person is by now. */
export function isOpen(now: Date): Expression<SqlBool> {
  const eb = expressionBuilder<Tables, 'logins'>();
  return eb.and([eb('logins.ended_at', 'is', null), eb('logins.expires_at', '>', now)]);
}

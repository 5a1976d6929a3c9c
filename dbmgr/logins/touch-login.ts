import type { Kysely } from 'kysely';
import type { Role } from '../../internal/contract/people.ts';
import { loginExpiry, useResolutionMs } from '../../internal/policy/login-lifetime.ts';
import type { Tables } from '../database/tables.ts';

type UsedLogin = {
  login_id: string;
  role: Role;
  started_at: Date;
  used_at: Date;
  expires_at: Date;
  isKey: boolean;
};

/**
 * Notes that a login was used, at most once a minute; returns its new end when it was noted. An
 * access key's login ends when the key does, however much it is used.
 */
export async function touchLogin(
  db: Kysely<Tables>,
  login: UsedLogin,
  now: Date,
): Promise<Date | undefined> {
  if (now.getTime() - login.used_at.getTime() < useResolutionMs) return undefined;
  const expiresAt = login.isKey ? login.expires_at : loginExpiry(login.role, login.started_at, now);
  await db
    .updateTable('logins')
    .set({ used_at: now, expires_at: expiresAt })
    .where('id', '=', login.login_id)
    .where('ended_at', 'is', null)
    .execute();
  return expiresAt;
}

import type { Role } from '../../internal/contract/people.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/transact.ts';

/** The person behind the acting login, on rows that stay locked until the transaction ends. */
export type Actor = {
  loginId: string;
  id: string;
  org: string;
  role: Role;
  name: string;
  authVersion: number;
  online: boolean;
  seatLimit: number | null;
};

const signInAgain = 'You are signed out. Sign in again.';

/**
 * Who acts, decided on current rows: the login lives, its person is active and has not changed since.
 * Throws `unauthenticated` otherwise. The person's row is locked, so no deactivation can pass by.
 */
export async function readActor(tx: Transaction, context: Context): Promise<Actor> {
  const loginId = context.request.login;
  if (!loginId) throw new AppError('unauthenticated', signInAgain);
  const row = await tx
    .selectFrom('logins')
    .innerJoin('people', 'people.id', 'logins.person_id')
    .where('logins.id', '=', loginId)
    .where('logins.ended_at', 'is', null)
    .where('logins.expires_at', '>', context.now())
    .where('people.active', '=', true as never)
    .whereRef('people.auth_version', '=', 'logins.auth_version')
    .select(['people.id', 'people.org_id', 'people.role', 'people.name', 'people.auth_version'])
    .select(['people.online', 'people.seat_limit'])
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new AppError('unauthenticated', signInAgain);
  return {
    loginId,
    id: row.id,
    org: row.org_id,
    role: row.role,
    name: row.name,
    authVersion: row.auth_version,
    online: row.online === 1,
    seatLimit: row.seat_limit,
  };
}

import { AppError } from '../../internal/contract/errors.ts';
import type { Person } from '../../internal/contract/people.ts';
import type { Context } from '../context.ts';
import { chunks } from '../database/chunks.ts';
import type { Database } from '../database/open-database.ts';
import { retryContention } from '../database/transact.ts';
import { touchLogin } from './touch-login.ts';

export type LiveLogin = {
  id: string;
  person: Person;
  authVersion: number;
  online: boolean;
  limit: number | null;
  startedAt: Date;
  usedAt: Date;
  expiresAt: Date;
};

type Key = { column: 'logins.id' | 'logins.refresh_hash'; value: string };

/**
 * The login that acts, as of now: not ended, not expired, its person active and unchanged since.
 * Throws `unauthenticated` otherwise. It counts as a use, at most once a minute.
 */
export async function useLogin(context: Context, key?: Key): Promise<LiveLogin> {
  const now = context.now();
  const by = key ?? { column: 'logins.id', value: context.request.login ?? '' };
  const login = await findLiveLogin(context.db, by, now);
  if (!login) throw new AppError('unauthenticated', 'You are signed out. Sign in again.');
  context.actor = login.person.id;
  const row = {
    login_id: login.id,
    role: login.person.role,
    started_at: login.startedAt,
    used_at: login.usedAt,
  };
  const expiresAt = await retryContention(() => touchLogin(context.db, row, now)).catch(
    (error: unknown) => {
      // A database that takes no writes can still say who it is.
      if (error instanceof AppError && error.code === 'unavailable') return undefined;
      throw error;
    },
  );
  return expiresAt ? { ...login, usedAt: now, expiresAt } : login;
}

async function findLiveLogin(db: Database, key: Key, now: Date): Promise<LiveLogin | undefined> {
  const row = await db
    .selectFrom('logins')
    .innerJoin('people', 'people.id', 'logins.person_id')
    .where(key.column, '=', key.value)
    .where('logins.ended_at', 'is', null)
    .where('logins.expires_at', '>', now)
    .where('people.active', '=', 1)
    .whereRef('people.auth_version', '=', 'logins.auth_version')
    .select(['logins.id as login_id', 'started_at', 'used_at', 'expires_at'])
    .select(['people.id', 'people.name', 'people.role', 'people.org_id', 'people.auth_version'])
    .select(['people.online', 'people.seat_limit'])
    .executeTakeFirst();
  if (!row) return undefined;
  return {
    id: row.login_id,
    person: { id: row.id, name: row.name, role: row.role, org: row.org_id },
    authVersion: row.auth_version,
    online: row.online === 1,
    limit: row.seat_limit,
    startedAt: row.started_at,
    usedAt: row.used_at,
    expiresAt: row.expires_at,
  };
}

/** Those of the logins that are no longer good, or never were. */
export async function findDeadLogins(db: Database, ids: string[], now: Date): Promise<string[]> {
  const alive = new Set<string>();
  for (const some of chunks(ids)) {
    const rows = await db
      .selectFrom('logins')
      .innerJoin('people', 'people.id', 'logins.person_id')
      .where('logins.id', 'in', some)
      .where('logins.ended_at', 'is', null)
      .where('logins.expires_at', '>', now)
      .where('people.active', '=', 1)
      .whereRef('people.auth_version', '=', 'logins.auth_version')
      .select('logins.id')
      .execute();
    for (const { id } of rows) alive.add(id);
  }
  return ids.filter((id) => !alive.has(id));
}

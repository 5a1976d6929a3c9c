import type { Kysely } from 'kysely';
import { AppError } from '../../internal/contract/errors.ts';
import type { Person } from '../../internal/contract/people.ts';
import type { Scope } from '../../internal/contract/scopes.ts';
import { refuseScope } from '../../internal/policy/scopes.ts';
import type { Context } from '../context.ts';
import { chunks } from '../database/chunks.ts';
import type { Database } from '../database/open-database.ts';
import type { Tables } from '../database/tables.ts';
import { retryContention, type Transaction } from '../database/transact.ts';
import { enforce } from '../refuse.ts';
import { parseScopes } from './scopes.ts';
import { touchLogin } from './touch-login.ts';
import { isLive } from './is-live.ts';

export type LiveLogin = {
  id: string;
  person: Person;
  authVersion: number;
  online: boolean;
  limit: number | null;
  nick: string | null;
  startedAt: Date;
  usedAt: Date;
  expiresAt: Date;
  /** What it is limited to; null for everything its person may. */
  scopes: Scope[] | null;
};

/**
 * The login that acts, or `loginId`, as of now: not ended, not expired, its person active and
 * unchanged since. Throws `unauthenticated` otherwise, and `forbidden` when the operation is beyond
 * its scopes. It counts as a use, at most once a minute.
 */
export async function useLogin(context: Context, loginId?: string): Promise<LiveLogin> {
  const now = context.now();
  const login = await findLiveLogin(context.db, loginId ?? context.request.login ?? '', now);
  if (!login) throw new AppError('unauthenticated', 'You are signed out. Sign in again.');
  context.actor = login.person.id;
  enforce(refuseScope(login.scopes, context.scope));
  const row = {
    login_id: login.id,
    role: login.person.role,
    started_at: login.startedAt,
    used_at: login.usedAt,
    expires_at: login.expiresAt,
    isKey: login.scopes !== null,
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

export async function findLiveLogin(
  db: Kysely<Tables>,
  id: string,
  now: Date,
): Promise<LiveLogin | undefined> {
  const row = await selectLiveLogin(db, id, now).executeTakeFirst();
  return row && presentLogin(row);
}

/** The same on rows that stay locked until the transaction ends. */
export async function holdLiveLogin(
  tx: Transaction,
  id: string,
  now: Date,
): Promise<LiveLogin | undefined> {
  const row = await selectLiveLogin(tx, id, now).forUpdate().executeTakeFirst();
  return row && presentLogin(row);
}

function selectLiveLogin(db: Kysely<Tables>, id: string, now: Date) {
  return db
    .selectFrom('logins')
    .innerJoin('people', 'people.id', 'logins.person_id')
    .where('logins.id', '=', id)
    .where(isLive(now))
    .select(['logins.id as login_id', 'started_at', 'used_at', 'expires_at', 'scopes'])
    .select(['people.id', 'people.name', 'people.role', 'people.org_id', 'people.auth_version'])
    .select(['people.online', 'people.seat_limit', 'people.nick']);
}

type LiveRow = Awaited<ReturnType<ReturnType<typeof selectLiveLogin>['executeTakeFirstOrThrow']>>;

function presentLogin(row: LiveRow): LiveLogin {
  return {
    id: row.login_id,
    person: { id: row.id, name: row.name, role: row.role, org: row.org_id },
    authVersion: row.auth_version,
    online: row.online === 1,
    limit: row.seat_limit,
    nick: row.nick,
    startedAt: row.started_at,
    usedAt: row.used_at,
    expiresAt: row.expires_at,
    scopes: parseScopes(row.scopes),
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
      .where(isLive(now))
      .select('logins.id')
      .execute();
    for (const { id } of rows) alive.add(id);
  }
  return ids.filter((id) => !alive.has(id));
}

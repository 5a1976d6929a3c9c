import type { Kysely, Selectable } from 'kysely';
import type { Role } from '../../internal/contract/people.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { Scope } from '../../internal/contract/scopes.ts';
import { refuseScope } from '../../internal/policy/scopes.ts';
import type { Context } from '../context.ts';
import { parseScopes } from '../logins/scopes.ts';
import type { Tables } from '../database/tables.ts';
import type { Transaction } from '../database/transact.ts';
import { touchLogin } from '../logins/touch-login.ts';
import { enforce } from '../refuse.ts';
import type { PeopleTable } from './tables.ts';
import { isLive } from '../logins/is-live.ts';

/** The person behind the acting login, on rows that stay locked until the transaction ends. */
export type Actor = {
  loginId: string;
  id: string;
  org: string;
  role: Role;
  name: string;
  /** Null for visitors. */
  email: string | null;
  authVersion: number;
  /** What the login is limited to; null for everything its person may. */
  scopes: Scope[] | null;
  online: boolean;
  seatLimit: number | null;
};

const signInAgain = 'You are signed out. Sign in again.';

/**
 * Who acts, decided on current rows: the login lives, its person is active and has not changed
 * since. Throws `unauthenticated` otherwise, and `forbidden` when the operation is beyond the
 * login's scopes. The person's row is locked, so no deactivation can pass by.
 */
export async function readActor(tx: Transaction, context: Context): Promise<Actor> {
  const row = await selectActor(tx, context).forUpdate().executeTakeFirst();
  const actor = presentActor(context, row);
  if (row) await touchLogin(tx, { ...row, isKey: row.scopes !== null }, context.now());
  return actor;
}

/** The same for those who only read: nothing is locked. */
export async function findActor(db: Kysely<Tables>, context: Context): Promise<Actor> {
  return presentActor(context, await selectActor(db, context).executeTakeFirst());
}

/**
 * The people behind many logins, by login; those whose login is dead, or may not do what the
 * operation does, are absent.
 */
export async function findActors(
  context: Pick<Context, 'db' | 'now' | 'scope'>,
  logins: readonly string[],
): Promise<Map<string, Actor>> {
  if (logins.length === 0) return new Map();
  const rows = await selectActors(context.db, context.now())
    .where('logins.id', 'in', logins)
    .execute();
  const actors = rows.map(actorOf).filter(({ scopes }) => !refuseScope(scopes, context.scope));
  return new Map(actors.map((actor) => [actor.loginId, actor]));
}

function selectActor(db: Kysely<Tables>, context: Context) {
  const loginId = context.request.login;
  if (!loginId) throw new AppError('unauthenticated', signInAgain);
  return selectActors(db, context.now()).where('logins.id', '=', loginId);
}

function selectActors(db: Kysely<Tables>, now: Date) {
  return db
    .selectFrom('logins')
    .innerJoin('people', 'people.id', 'logins.person_id')
    .where(isLive(now))
    .select(['people.id', 'people.org_id', 'people.role', 'people.name', 'people.auth_version'])
    .select(['people.online', 'people.seat_limit', 'people.email', 'logins.id as login_id'])
    .select(['logins.started_at', 'logins.used_at', 'logins.expires_at', 'logins.scopes']);
}

type ActorRow = Pick<Selectable<PeopleTable>, 'id' | 'org_id' | 'role' | 'name' | 'auth_version'> &
  Pick<Selectable<PeopleTable>, 'online' | 'seat_limit' | 'email'> & {
    login_id: string;
    scopes: string | null;
  };

function presentActor(context: Context, row: ActorRow | undefined): Actor {
  if (!row) throw new AppError('unauthenticated', signInAgain);
  context.actor = row.id;
  const actor = actorOf(row);
  enforce(refuseScope(actor.scopes, context.scope));
  return actor;
}

function actorOf(row: ActorRow): Actor {
  return {
    loginId: row.login_id,
    id: row.id,
    org: row.org_id,
    role: row.role,
    name: row.name,
    email: row.email,
    authVersion: row.auth_version,
    scopes: parseScopes(row.scopes),
    online: row.online === 1,
    seatLimit: row.seat_limit,
  };
}

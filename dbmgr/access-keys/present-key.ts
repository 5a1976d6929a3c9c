import type { Kysely } from 'kysely';
import type { AccessKey } from '../../internal/contract/access-keys.ts';
import type { Tables } from '../database/tables.ts';
import { parseScopes } from '../logins/scopes.ts';

/** Somebody's keys, each with what became of its login. */
export function selectKeys(db: Kysely<Tables>, personId: string) {
  return db
    .selectFrom('access_keys')
    .innerJoin('people', 'people.id', 'access_keys.person_id')
    .leftJoin('logins', 'logins.id', 'access_keys.login_id')
    .where('access_keys.person_id', '=', personId)
    .select(['access_keys.id', 'access_keys.name', 'access_keys.prefix', 'access_keys.scopes'])
    .select(['access_keys.made_at', 'access_keys.expires_at', 'access_keys.used_at'])
    .select(['access_keys.login_id', 'access_keys.revoked_at', 'logins.ended_at'])
    .select(['logins.auth_version', 'people.auth_version as current_version']);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectKeys>['executeTakeFirstOrThrow']>>;

export function presentKey(row: Row, now: Date): AccessKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: parseScopes(row.scopes) ?? [],
    state: stateOf(row, now),
    made_at: row.made_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    used_at: row.used_at?.toISOString() ?? null,
  };
}

/** A key is worth what its login is: a new password ends both. */
function stateOf(row: Row, now: Date): AccessKey['state'] {
  if (row.revoked_at === null && row.expires_at <= now) return 'expired';
  const isLive = row.ended_at === null && row.auth_version === row.current_version;
  return row.revoked_at === null && isLive ? 'good' : 'revoked';
}

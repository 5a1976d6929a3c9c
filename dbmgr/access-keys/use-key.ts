import { keyPattern } from '../../internal/contract/access-keys.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { Features } from '../../internal/contract/features.ts';
import type { OutputOf } from '../../internal/contract/types.ts';
import { useResolutionMs } from '../../internal/policy/login-lifetime.ts';
import type { Context } from '../context.ts';
import { retryContention } from '../database/transact.ts';
import { findLiveLogin } from '../logins/live-login.ts';
import { hashSecret } from '../logins/secrets.ts';

type Used = OutputOf<Features['accessKeys']['operations']['useKey']>;

/** Throws `unauthenticated` for what is no key, or no longer. */
export async function useKey(context: Context, { key }: { key: string }): Promise<Used> {
  const { db } = context;
  const now = context.now();
  const row = keyPattern.test(key)
    ? await db
        .selectFrom('access_keys')
        .where('hash', '=', hashSecret(key))
        .where('revoked_at', 'is', null)
        .select(['id', 'login_id', 'used_at'])
        .executeTakeFirst()
    : undefined;
  const login = row && (await findLiveLogin(db, row.login_id, now));
  if (!login) throw new AppError('unauthenticated', 'The access key is not valid, or no longer.');
  context.actor = login.person.id;
  await noteUse(context, row, now);
  return {
    login: login.id,
    user: login.person,
    scopes: login.scopes ?? [],
    expires_at: login.expiresAt.toISOString(),
  };
}

/** At most once a minute; a database that takes no writes can still say whose key it is. */
async function noteUse(
  { db }: Context,
  key: { id: string; used_at: Date | null },
  now: Date,
): Promise<void> {
  if (key.used_at && now.getTime() - key.used_at.getTime() < useResolutionMs) return;
  const noting = db.updateTable('access_keys').set({ used_at: now }).where('id', '=', key.id);
  await retryContention(() => noting.execute()).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
  });
}

import type { Transaction } from '../database/transact.ts';
import { hashSecret, newSecret } from './secrets.ts';

/**
 * So long an old token ends its login when somebody uses it again; afterwards it is a stranger's,
 * and worth as little. Without an end a login would gather thousands.
 */
const keepRotatedMs = 30 * 24 * 3_600_000;

/** Another good refresh token of a login, made here or by its client; returns it. */
export async function addRefreshToken(
  tx: Transaction,
  login: string,
  now: Date,
  token = newSecret(),
): Promise<string> {
  await tx
    .insertInto('refresh_tokens')
    .values({ hash: hashSecret(token), login_id: login, made_at: now, rotated_at: null })
    .execute();
  return token;
}

/** A token of a family whose login this transaction holds; when it was rotated, or null. */
export type FamilyMember = { hash: string; rotatedAt: Date | null };

/**
 * The token with this hash. One that a login had before tokens rotated becomes the first of its
 * family.
 */
export async function readFamilyMember(
  tx: Transaction,
  login: string,
  hash: string,
  now: Date,
): Promise<FamilyMember | undefined> {
  const row = await tx
    .selectFrom('refresh_tokens')
    .where('hash', '=', hash)
    .where('login_id', '=', login)
    .select('rotated_at')
    .executeTakeFirst();
  if (row) return { hash, rotatedAt: row.rotated_at };
  const { numUpdatedRows } = await tx
    .updateTable('logins')
    .set({ refresh_hash: null })
    .where('id', '=', login)
    .where('refresh_hash', '=', hash)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return undefined;
  await tx
    .insertInto('refresh_tokens')
    .values({ hash, login_id: login, made_at: now, rotated_at: null })
    .execute();
  return { hash, rotatedAt: null };
}

/** The token is an old one from now on; the oldest of its family are forgotten. */
export async function rotateToken(
  tx: Transaction,
  login: string,
  hash: string,
  now: Date,
  next?: string,
): Promise<string> {
  await tx
    .updateTable('refresh_tokens')
    .set({ rotated_at: now })
    .where('hash', '=', hash)
    .where('rotated_at', 'is', null)
    .execute();
  await tx
    .deleteFrom('refresh_tokens')
    .where('login_id', '=', login)
    .where('rotated_at', '<', new Date(now.getTime() - keepRotatedMs))
    .execute();
  return addRefreshToken(tx, login, now, next);
}

import type { InviteState, SignupMode } from '../../internal/contract/accounts.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { defaultOrg } from '../../internal/contract/people.ts';
import type { Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';
import type { Transaction } from '../database/transact.ts';
import { hashSecret } from '../logins/secrets.ts';

export type FoundInvite = {
  id: string;
  used_at: Date | null;
  revoked_at: Date | null;
  expires_at: Date;
};

/** The organisation that is named, else the invitation's, else the first one. */
export async function readOrg(
  db: Kysely<Tables>,
  { org, invite }: { org?: string | undefined; invite?: string | undefined },
): Promise<string> {
  if (org !== undefined || invite === undefined) return org ?? defaultOrg;
  const row = await db
    .selectFrom('invites')
    .where('hash', '=', hashSecret(invite))
    .select('org_id')
    .executeTakeFirst();
  return row?.org_id ?? defaultOrg;
}

/** Throws `not_found` when there is no such organisation, or it is switched off. */
export async function readMode(db: Kysely<Tables>, org: string): Promise<SignupMode> {
  const row = await db
    .selectFrom('orgs')
    .where('id', '=', org)
    .select(['signup', 'active'])
    .executeTakeFirst();
  if (row?.active !== 1) throw new AppError('not_found', 'There is no such organisation.');
  return row.signup;
}

/** What an invitation's secret is worth; null when none was shown. */
export async function readInvite(
  db: Kysely<Tables>,
  org: string,
  secret: string | undefined,
  now: Date,
): Promise<InviteState | null> {
  if (secret === undefined) return null;
  return stateOf(await selectInvite(db, org, secret).executeTakeFirst(), now);
}

/** The same on a row that stays locked until the transaction ends. */
export async function holdInvite(
  tx: Transaction,
  org: string,
  secret: string | undefined,
  now: Date,
): Promise<{ state: InviteState | null; id?: string }> {
  if (secret === undefined) return { state: null };
  const row = await selectInvite(tx, org, secret).forUpdate().executeTakeFirst();
  return { state: stateOf(row, now), ...(row ? { id: row.id } : {}) };
}

function selectInvite(db: Kysely<Tables>, org: string, secret: string) {
  return db
    .selectFrom('invites')
    .where('hash', '=', hashSecret(secret))
    .where('org_id', '=', org)
    .select(['id', 'used_at', 'revoked_at', 'expires_at']);
}

function stateOf(invite: FoundInvite | undefined, now: Date): InviteState {
  if (invite?.used_at) return 'used';
  const isGood = invite && invite.revoked_at === null && invite.expires_at > now;
  return isGood ? 'good' : 'unknown';
}

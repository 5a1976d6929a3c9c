import type { IdentityClaims } from '../contract/identities.ts';
import type { Role } from '../contract/people.ts';
import type { OrgSettings } from '../contract/settings.ts';
import type { Refusal } from './refusal.ts';

export const maxIdentityLifeSeconds = 600;
/** Clocks of other people's servers differ from ours by so much at most. */
export const identitySkewSeconds = 60;

const notGood: Refusal = {
  code: 'unauthenticated',
  message: 'The signed identity is not good, or no longer. Ask your site for another one.',
};

/** The one answer to whatever is wrong with a signed identity. */
export function refuseIdentity(): Refusal {
  return notGood;
}

/** Whether what was signed counts here and now. */
export function refuseClaims(
  { iat, exp, org }: Pick<IdentityClaims, 'iat' | 'exp' | 'org'>,
  wanted: string,
  now: Date,
): Refusal | null {
  const seconds = now.getTime() / 1000;
  const isBriefEnough = exp > iat && exp - iat <= maxIdentityLifeSeconds;
  const isOfNow = iat <= seconds + identitySkewSeconds && seconds < exp + identitySkewSeconds;
  return org === wanted && isBriefEnough && isOfNow ? null : notGood;
}

const noAccount: Refusal = {
  code: 'forbidden',
  message: 'There is no account for this identity here. Ask the people who run this.',
};

/** An account that a signed identity names by e-mail. */
export type NamedAccount = { role: Role; active: boolean; isSomebodyElses: boolean };

/**
 * Whether a signed identity may be this account. `isSomebodyElses` says that the site knows the
 * account under another `sub`.
 */
export function refuseAccount(
  account: NamedAccount,
  claims: Pick<IdentityClaims, 'role'>,
  settings: Pick<OrgSettings, 'identity_roles'>,
): Refusal | null {
  const roles: readonly Role[] = settings.identity_roles;
  if (!account.active || account.isSomebodyElses) return noAccount;
  if (!roles.includes(account.role)) return noAccount;
  return claims.role === undefined || claims.role === account.role ? null : noAccount;
}

/** Only members are made this way: no site makes agents. */
export function refuseNewAccount(
  claims: Pick<IdentityClaims, 'role'>,
  settings: Pick<OrgSettings, 'identity_roles' | 'identity_creates'>,
): Refusal | null {
  const { identity_creates: creates, identity_roles: roles } = settings;
  const isMember = (claims.role ?? 'member') === 'member';
  return creates && isMember && roles.includes('member') ? null : noAccount;
}

export function refuseManyIdentityKeys(live: number, most: number): Refusal | null {
  if (live < most) return null;
  const message = `${most} keys are live, which is the limit. Revoke one first.`;
  return { code: 'conflict', message };
}

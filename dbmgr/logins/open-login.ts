import { v7 } from 'uuid';
import type { Tokens } from '../../internal/contract/logins.ts';
import type { Person } from '../../internal/contract/people.ts';
import { loginExpiry } from '../../internal/policy/login-lifetime.ts';
import type { Transaction } from '../database/transact.ts';
import { addRefreshToken } from './refresh-tokens.ts';
import { tokenExpiry, type TokenSigner } from './tokens.ts';

export type OpenedLogin = {
  id: string;
  person: Person;
  authVersion: number;
  expiresAt: Date;
  refreshToken: string;
};

type OpenOptions = { person: Person; authVersion: number; address: string; now: Date };

/** Makes the row that says who acts, with the first refresh token of its family. */
export async function openLogin(tx: Transaction, options: OpenOptions): Promise<OpenedLogin> {
  const { person, authVersion, now } = options;
  const id = v7();
  const expiresAt = loginExpiry(person.role, now, now);
  await tx
    .insertInto('logins')
    .values({
      id,
      person_id: person.id,
      auth_version: authVersion,
      refresh_hash: null,
      address: options.address,
      started_at: now,
      used_at: now,
      expires_at: expiresAt,
      ended_at: null,
    })
    .execute();
  const refreshToken = await addRefreshToken(tx, id, now);
  return { id, person, authVersion, expiresAt, refreshToken };
}

/** A fresh token for a login, as programs get it. */
export async function issueTokens(
  signer: TokenSigner,
  login: OpenedLogin,
  now: Date,
): Promise<Tokens> {
  const expiry = tokenExpiry(now, login.expiresAt);
  const claims = { person: login.person, loginId: login.id, authVersion: login.authVersion };
  return {
    token: await signer.sign(claims, now, expiry),
    expires_at: expiry.toISOString(),
    refresh_token: login.refreshToken,
    user: login.person,
  };
}

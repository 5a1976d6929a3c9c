import { importJWK, jwtVerify, type CryptoKey } from 'jose';
import { AppError } from '../../internal/contract/errors.ts';
import { idPattern } from '../../internal/contract/ids.ts';
import type { ReadCalls } from '../routing/calls.ts';

export type TokenReader = {
  /**
   * The login that a token was made for, its person and its end. Throws `unauthenticated` for anything that
   * dbmgr did not sign or that is out of date; whether the login still lives is dbmgr's to say.
   */
  read(token: string): Promise<TokenOwner>;
};

export type TokenOwner = { login: string; person: string; expiresAt: Date };

/** A wrong signature may mean a new key; it is asked for again no more often than this. */
const minKeyAgeMs = 10_000;

export function createTokenReader(calls: ReadCalls, now: () => number = Date.now): TokenReader {
  let key: Promise<CryptoKey | Uint8Array> | undefined;
  let fetchedAtMs = 0;
  const fetchKey = () => {
    fetchedAtMs = now();
    key = calls.logins.readTokenKey({}).then((jwk) => importJWK(jwk, 'EdDSA'));
    key.catch(() => (key = undefined));
    return key;
  };
  return {
    async read(token) {
      const owner = await verify(token, await (key ?? fetchKey()));
      if (owner) return owner;
      const isOld = now() - fetchedAtMs > minKeyAgeMs;
      const retried = isOld ? await verify(token, await fetchKey()) : null;
      if (retried) return retried;
      throw new AppError('unauthenticated', 'The token is not valid, or no longer.');
    },
  };
}

async function verify(token: string, key: CryptoKey | Uint8Array): Promise<TokenOwner | null> {
  const options = { algorithms: ['EdDSA', 'Ed25519'], requiredClaims: ['exp', 'lid', 'sub'] };
  const verified = await jwtVerify(token, key, options).catch(() => null);
  const { lid: login, sub: person, exp = 0 } = verified?.payload ?? {};
  return isId(login) && isId(person) ? { login, person, expiresAt: new Date(exp * 1000) } : null;
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && idPattern.test(value);
}

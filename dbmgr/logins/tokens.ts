import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { SignJWT } from 'jose';
import type { Person } from '../../internal/contract/people.ts';
import { PersonError } from '../../internal/process/person-error.ts';

export type TokenSigner = {
  /** The public half as a JWK (RFC 8037). */
  publicKey: { kty: string; crv: string; x: string };
  /** A token for one login, good until `expiresAt`. */
  sign(claims: TokenClaims, now: Date, expiresAt: Date): Promise<string>;
  /** 256 bits, base64url, that nobody can tell from the id: the same ones each time. */
  secretOf(id: string): string;
};

export type TokenClaims = { person: Person; loginId: string; authVersion: number };

const tokenLifeMs = 15 * 60_000;
/** DER of a PKCS #8 Ed25519 key up to its seed (RFC 8410, 7). */
const seedPrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const seedBytes = 32;
const leastDistinctBytes = 16;

/**
 * Signs tokens with the Ed25519 key whose seed TOKEN_KEY is. Throws a PersonError when the seed is
 * not 32 bytes or plainly not random.
 */
export function createTokenSigner(tokenKey: string): TokenSigner {
  const seed = Buffer.from(tokenKey, 'base64url');
  if (seed.length !== seedBytes || new Set(seed).size < leastDistinctBytes) {
    throw new PersonError(
      'TOKEN_KEY is not 32 random bytes in base64url; make one with `openssl rand -base64 32`.',
    );
  }
  const der = Buffer.concat([seedPrefix, seed]);
  const key: KeyObject = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const secrets = Buffer.from(hkdfSync('sha256', seed, '', 'natter access keys', seedBytes));
  const jwk = createPublicKey(key).export({ format: 'jwk' });
  return {
    publicKey: { kty: 'OKP', crv: 'Ed25519', x: String(jwk.x) },
    secretOf: (id) => createHmac('sha256', secrets).update(id).digest('base64url'),
    sign({ person, loginId, authVersion }, now, expiresAt) {
      const claims = { lid: loginId, org: person.org, role: person.role, av: authVersion };
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
        .setSubject(person.id)
        .setIssuedAt(now)
        .setExpirationTime(expiresAt)
        .sign(key);
    },
  };
}

/** 15 minutes, and never beyond the login itself; whole seconds, as the token says them. */
export function tokenExpiry(now: Date, loginExpiresAt: Date): Date {
  const expiry = Math.min(now.getTime() + tokenLifeMs, loginExpiresAt.getTime());
  return new Date(Math.floor(expiry / 1000) * 1000);
}

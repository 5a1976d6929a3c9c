import {
  createPrivateKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { CallContext } from '../contract/types.ts';
import type { Stage } from './stage.ts';

export type SiteClaims = {
  sub?: string;
  name?: string;
  email?: string;
  role?: string;
  org?: string;
  jti?: string;
  /** Seconds from now; 0 and 300 where they are not said. */
  iat?: number;
  exp?: number;
};

/** An organisation's own site, with a key that its admin made. */
export type SigningSite = {
  keyId: string;
  algorithm: 'HS256' | 'EdDSA';
  key: KeyObject;
  sign: (claims?: SiteClaims, algorithm?: string) => Promise<string>;
};

/** The admin makes a key, and the site signs with it. */
export async function openSite(
  stage: Stage,
  admin: CallContext,
  org = 'main',
  algorithm: SigningSite['algorithm'] = 'HS256',
): Promise<SigningSite> {
  const call = await stage.call.web();
  const { key, keyId } = await makeKey();
  return {
    keyId,
    algorithm,
    key,
    sign: (claims, as = algorithm) => signWith(key, as, org, claims),
  };

  async function makeKey() {
    const name = `Site ${randomUUID().slice(0, 8)}`;
    if (algorithm === 'HS256') {
      const made = await call.identities.addIdentityKey({ algorithm, name }, admin);
      stage.canaries.note(made.secret!, 'a secret of a site');
      return { keyId: made.key.id, key: createSecretKey(made.secret!, 'utf8') };
    }
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const public_key = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const made = await call.identities.addIdentityKey({ algorithm, name, public_key }, admin);
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    return { keyId: made.key.id, key: createPrivateKey(pem) };
  }
}

/** What any site could sign; times are seconds from now. */
export async function signWith(
  key: KeyObject,
  algorithm: string,
  org: string,
  { iat = 0, exp = 300, ...claims }: SiteClaims = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const said = { sub: randomUUID(), org, jti: randomUUID(), ...claims };
  return new SignJWT({ ...said, iat: now + iat, exp: now + exp })
    .setProtectedHeader({ alg: algorithm })
    .sign(key);
}

import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { decodeJwt, jwtVerify } from 'jose';
import { AppError } from '../../internal/contract/errors.ts';
import { type IdentityClaims, identityClaims } from '../../internal/contract/identities.ts';
import {
  identitySkewSeconds,
  refuseClaims,
  refuseIdentity,
} from '../../internal/policy/identities.ts';
import type { Context } from '../context.ts';
import type { TokenSigner } from '../logins/tokens.ts';
import { enforce } from '../refuse.ts';
import { identitySecret } from './identity-keys.ts';

export type SignedIdentity = { org: string; keyId: string; claims: IdentityClaims };

type Key = { id: string; algorithm: 'HS256' | 'EdDSA'; public_key: string | null };

/**
 * Who a live key of the organisation says this is. The key says by which algorithm it signs, never
 * the token (RFC 8725, 3.1); signatures are compared in constant time. Throws `unauthenticated`
 * with one sentence for whatever is wrong, and `not_found` for another organisation than is asked.
 */
export async function verifyIdentity(
  signer: TokenSigner,
  context: Pick<Context, 'db' | 'now' | 'log'>,
  { identity, org }: { identity: string; org?: string | undefined },
): Promise<SignedIdentity> {
  const wanted = org ?? namedOrg(identity);
  const keys = wanted === undefined ? [] : await readLiveKeys(context, wanted);
  for (const key of keys) {
    const payload = await verifyWith(signer, key, identity, context.now());
    const claims = payload && identityClaims.safeParse(payload).data;
    if (!claims || refuseClaims(claims, wanted!, context.now())) continue;
    return { org: wanted!, keyId: key.id, claims };
  }
  context.log.warn({ org: wanted, keys: keys.length }, 'a signed identity was refused');
  enforce(refuseIdentity());
  throw new AppError('internal', 'a refusal was none');
}

/** What an unproved token says; the signature is checked with that organisation's keys alone. */
function namedOrg(identity: string): string | undefined {
  try {
    return identityClaims.shape.org.safeParse(decodeJwt(identity).org).data;
  } catch {
    return undefined;
  }
}

function readLiveKeys({ db }: Pick<Context, 'db'>, org: string): Promise<Key[]> {
  return db
    .selectFrom('identity_keys')
    .innerJoin('orgs', 'orgs.id', 'identity_keys.org_id')
    .where('identity_keys.org_id', '=', org)
    .where('orgs.active', '=', 1)
    .where('revoked_at', 'is', null)
    .select(['identity_keys.id', 'algorithm', 'public_key'])
    .orderBy('made_at', 'desc')
    .execute();
}

async function verifyWith(
  signer: TokenSigner,
  key: Key,
  identity: string,
  now: Date,
): Promise<object | null> {
  const algorithms = key.algorithm === 'HS256' ? ['HS256'] : ['EdDSA', 'Ed25519'];
  const verified = await jwtVerify(identity, keyObject(signer, key), {
    algorithms,
    clockTolerance: identitySkewSeconds,
    currentDate: now,
  }).catch(() => null);
  return verified?.payload ?? null;
}

function keyObject(signer: TokenSigner, key: Key): KeyObject {
  if (key.algorithm === 'HS256') return createSecretKey(identitySecret(signer, key.id), 'utf8');
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.public_key ?? '' };
  return createPublicKey({ key: jwk, format: 'jwk' });
}

import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../internal/contract/errors.ts';
import { id } from '../../internal/contract/ids.ts';
import { role } from '../../internal/contract/people.ts';
import { readSignedToken } from './signed-token.ts';

const claimsSchema = z.object({
  sub: id,
  lid: id,
  org: id,
  role,
  av: z.number().int(),
  iat: z.number(),
  exp: z.number(),
  nbf: z.number().optional(),
});

/** What a token says; whether the login still lives is dbmgr's to say. */
export type Claims = z.output<typeof claimsSchema>;

export type PublicKey = { kty: string; crv: string; x: string };

export type TokenVerifier = {
  /** Throws `unauthenticated` for any token that is not good now, `unavailable` without the key. */
  verify(token: string): Promise<Claims>;
};

/** Clocks of two hosts may differ by this much. */
const clockToleranceS = 60;
/** A signature that does not fit may mean a new key; it is asked for no more often than this. */
const shippedMinKeyAgeMs = 10_000;

type HeldKey = { key: KeyObject; readAtMs: number };

/** Verifies EdDSA tokens (RFC 8037) with the key that dbmgr signs with, read when first needed. */
export function createTokenVerifier(
  readKey: () => Promise<PublicKey>,
  minKeyAgeMs = shippedMinKeyAgeMs,
): TokenVerifier {
  let held: Promise<HeldKey> | null = null;
  const load = (): Promise<HeldKey> => {
    const loading = (async () => {
      const jwk = await readKey();
      const { kty, crv, x } = jwk;
      const key = createPublicKey({ key: { kty, crv, x }, format: 'jwk' });
      return { key, readAtMs: performance.now() };
    })();
    held = loading;
    loading.catch(() => {
      if (held === loading) held = null;
    });
    return loading;
  };
  return {
    async verify(token) {
      const used = await (held ?? load());
      const first = readSignedToken(used.key, token);
      const mayBeNewKey = 'fault' in first && first.fault === 'mismatch';
      if (!mayBeNewKey || performance.now() - used.readAtMs < minKeyAgeMs) return judge(first);
      const fresh = await load();
      return judge(readSignedToken(fresh.key, token));
    },
  };
}

function judge(read: ReturnType<typeof readSignedToken>): Claims {
  if ('fault' in read) throw refuse(read.fault);
  const claims = claimsSchema.safeParse(read.claims);
  if (!claims.success) throw refuse(claims.error);
  const { exp, nbf = 0 } = claims.data;
  const now = Math.floor(Date.now() / 1000);
  if (exp <= now - clockToleranceS) throw refuse('expired');
  if (nbf > now + clockToleranceS) throw refuse('not yet valid');
  return claims.data;
}

function refuse(cause: unknown): AppError {
  return new AppError('unauthenticated', 'The token is not valid. Sign in again.', { cause });
}

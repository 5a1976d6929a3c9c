import { type CryptoKey, errors, importJWK, jwtVerify } from 'jose';
import { z } from 'zod';
import { AppError } from '../../internal/contract/errors.ts';
import { id } from '../../internal/contract/ids.ts';
import { role } from '../../internal/contract/people.ts';

const claimsSchema = z.object({
  sub: id,
  lid: id,
  org: id,
  role,
  av: z.number().int(),
  iat: z.number(),
  exp: z.number(),
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

type HeldKey = { key: CryptoKey | Uint8Array; x: string; readAtMs: number };

/** Verifies EdDSA tokens (RFC 8037) with the key that dbmgr signs with, read when first needed. */
export function createTokenVerifier(
  readKey: () => Promise<PublicKey>,
  minKeyAgeMs = shippedMinKeyAgeMs,
): TokenVerifier {
  let held: Promise<HeldKey> | null = null;
  const load = (): Promise<HeldKey> => {
    const loading = (async () => {
      const jwk = await readKey();
      return { key: await importJWK(jwk, 'EdDSA'), x: jwk.x, readAtMs: performance.now() };
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
      try {
        return await verifyWith(used, token);
      } catch (error) {
        const mayBeNewKey = error instanceof errors.JWSSignatureVerificationFailed;
        if (!mayBeNewKey || performance.now() - used.readAtMs < minKeyAgeMs) throw refuse(error);
      }
      const fresh = await load();
      try {
        return await verifyWith(fresh, token);
      } catch (error) {
        throw refuse(error);
      }
    },
  };
}

async function verifyWith({ key }: HeldKey, token: string): Promise<Claims> {
  const { payload } = await jwtVerify(token, key, {
    algorithms: ['EdDSA'],
    clockTolerance: clockToleranceS,
    requiredClaims: ['sub', 'exp', 'iat'],
  });
  return claimsSchema.parse(payload);
}

function refuse(cause: unknown): AppError {
  return new AppError('unauthenticated', 'The token is not valid. Sign in again.', { cause });
}

import { randomBytes } from 'node:crypto';
import { importJWK, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { createTokenSigner, tokenExpiry } from './tokens.ts';

const person = { id: 'p1', name: 'Ada', role: 'agent', org: 'main' } as const;
const claims = { person, loginId: 'l1', authVersion: 3 };
const seed = randomBytes(32).toString('base64url');

test('a token says who acts, until when, and is checked with the public key alone', async () => {
  const signer = createTokenSigner(seed);
  const now = new Date();
  const token = await signer.sign(claims, now, tokenExpiry(now, new Date(now.getTime() + 9e9)));
  const key = await importJWK({ ...signer.publicKey }, 'EdDSA');
  const { payload } = await jwtVerify(token, key, { algorithms: ['EdDSA'] });
  expect(payload).toMatchObject({ sub: 'p1', lid: 'l1', org: 'main', role: 'agent', av: 3 });
  expect(payload.exp! - payload.iat!).toBe(15 * 60);
  expect(Object.keys(signer.publicKey)).toEqual(['kty', 'crv', 'x']);
});

test('R2: a token of another key is worth nothing', async () => {
  const now = new Date();
  const foreign = createTokenSigner(randomBytes(32).toString('base64url'));
  const token = await foreign.sign(claims, now, new Date(now.getTime() + 60_000));
  const key = await importJWK({ ...createTokenSigner(seed).publicKey }, 'EdDSA');
  await expect(jwtVerify(token, key)).rejects.toThrow(/signature/);
});

test('a token ends with its login', () => {
  const now = new Date('2026-01-01T00:00:00.500Z');
  const soon = new Date('2026-01-01T00:01:00.900Z');
  expect(tokenExpiry(now, soon)).toEqual(new Date('2026-01-01T00:01:00Z'));
});

test.each([Buffer.alloc(32), Buffer.alloc(32, 'ab'), Buffer.alloc(16, 7)])(
  'K1: a TOKEN_KEY that is not random is refused',
  (bytes) => {
    expect(() => createTokenSigner(bytes.toString('base64url'))).toThrow(
      /^TOKEN_KEY is not 32 random bytes in base64url; make one with/,
    );
  },
);

import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { createTokenVerifier, type PublicKey } from './tokens.ts';

function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x } = publicKey.export({ format: 'jwk' });
  const jwk: PublicKey = { kty: 'OKP', crv: 'Ed25519', x: x! };
  const sign = (claims: object = {}) =>
    new SignJWT({ lid: 'login', org: 'main', role: 'user', av: 1, ...claims })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setSubject('person')
      .setIssuedAt()
      .setExpirationTime('15m')
      .sign(privateKey);
  return { jwk, sign };
}

test('X36: a new key is fetched when a signature does not fit; the old one is out', async () => {
  const [old, fresh] = [newKey(), newKey()];
  let current = old.jwk;
  let reads = 0;
  const readKey = async () => {
    reads++;
    return current;
  };
  const verifier = createTokenVerifier(readKey, 0);
  const oldToken = await old.sign();
  expect(await verifier.verify(oldToken)).toMatchObject({ sub: 'person', lid: 'login', av: 1 });
  expect(await verifier.verify(await old.sign())).toMatchObject({ sub: 'person' });
  expect(reads).toBe(1);
  current = fresh.jwk;
  expect(await verifier.verify(await fresh.sign())).toMatchObject({ sub: 'person' });
  await expect(verifier.verify(oldToken)).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('a flood of wrong signatures asks for no more keys', async () => {
  const [own, foreign] = [newKey(), newKey()];
  let reads = 0;
  const readKey = async () => {
    reads++;
    return own.jwk;
  };
  const verifier = createTokenVerifier(readKey);
  const token = await foreign.sign();
  for (let i = 0; i < 5; i++) {
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'unauthenticated' });
  }
  expect(reads).toBe(1);
});

test('a key that could not be read is read at the next token', async () => {
  const { jwk, sign } = newKey();
  let isAway = true;
  const verifier = createTokenVerifier(() =>
    isAway ? Promise.reject(new Error('away')) : Promise.resolve(jwk),
  );
  await expect(verifier.verify(await sign())).rejects.toThrow('away');
  isAway = false;
  expect(await verifier.verify(await sign())).toMatchObject({ sub: 'person' });
});

test('R2: a token whose claims are not what dbmgr signs is none', async () => {
  const { jwk, sign } = newKey();
  const verifier = createTokenVerifier(() => Promise.resolve(jwk));
  for (const claims of [
    { lid: 'a b' },
    { role: 'root' },
    { av: '1' },
    { org: '*' },
    { lid: null },
  ]) {
    const refused = verifier.verify(await sign(claims));
    await expect(refused).rejects.toMatchObject({ code: 'unauthenticated' });
  }
});

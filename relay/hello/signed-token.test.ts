import { createPublicKey, generateKeyPairSync, randomBytes, sign as signBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { readSignedToken } from './signed-token.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const claims = { sub: 'somebody', n: 1 };
const text = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** A token with this header, well signed whatever the header says. */
function signed(header: object, body: string = text(claims)): string {
  const start = `${text(header)}.${body}`;
  return `${start}.${signBytes(null, Buffer.from(start), privateKey).toString('base64url')}`;
}

test('R2: what the key signed says its claims', async () => {
  const token = await new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA' }).sign(privateKey);
  expect(readSignedToken(publicKey, token)).toEqual({ claims });
  expect(readSignedToken(publicKey, signed({ alg: 'EdDSA', typ: 'JWT' }))).toEqual({ claims });
});

test('R2: another key, or another text under the same signature, does not fit', () => {
  const other = generateKeyPairSync('ed25519').publicKey;
  const [head, body, tail] = signed({ alg: 'EdDSA' }).split('.');
  const mismatches = [
    readSignedToken(other, `${head}.${body}.${tail}`),
    readSignedToken(publicKey, `${head}.${text({ ...claims, n: 2 })}.${tail}`),
    readSignedToken(publicKey, `${text({ alg: 'EdDSA', kid: 'x' })}.${body}.${tail}`),
    readSignedToken(publicKey, `${head}.${body}.${randomBytes(64).toString('base64url')}`),
  ];
  expect(mismatches).toEqual(mismatches.map(() => ({ fault: 'mismatch' })));
});

test.for<[string, object]>([
  ['none', { alg: 'none' }],
  ['HS256', { alg: 'HS256' }],
  ['Ed25519 by another name', { alg: 'eddsa' }],
  ['no algorithm', {}],
  ['an algorithm that is no text', { alg: ['EdDSA'] }],
  ['an extension that must be understood', { alg: 'EdDSA', crit: ['exp'] }],
  ['a body that is not encoded', { alg: 'EdDSA', b64: false }],
])('R2: a header with %s counts for nothing, however well it is signed', ([, header]) => {
  expect(readSignedToken(publicKey, signed(header))).toEqual({ fault: 'malformed' });
});

test('R2: there is one spelling of a token', () => {
  const token = signed({ alg: 'EdDSA' });
  const [head, body, tail] = token.split('.') as [string, string, string];
  // The last letter of 64 bytes carries four bits that mean nothing.
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const spare = letters[letters.indexOf(tail.at(-1)!) + 1]!;
  const spellings = [
    `${token}=`,
    `${token}x`,
    `${head}.${body}.${tail.slice(0, -1)}${spare}`,
    `${head}.${body}. ${tail}`,
    `${head}.${body}.${tail}.`,
    `${head}..${tail}`,
    `.${body}.${tail}`,
    '',
    '..',
  ];
  for (const spelling of spellings) {
    expect([spelling, readSignedToken(publicKey, spelling)]).toEqual([
      spelling,
      { fault: 'malformed' },
    ]);
  }
});

test('a signed body that is no JSON has no claims', () => {
  const body = Buffer.from('{"sub":').toString('base64url');
  expect(readSignedToken(publicKey, signed({ alg: 'EdDSA' }, body))).toEqual({ claims: undefined });
});

test('R2: verifiers of the field agree on what we sign', async () => {
  const jwk = publicKey.export({ format: 'jwk' });
  const again = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: jwk.x! }, format: 'jwk' });
  const token = await new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA' }).sign(privateKey);
  expect(readSignedToken(again, token)).toEqual({ claims });
});

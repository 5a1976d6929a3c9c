import { createPublicKey, createSecretKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../internal/contract/types.ts';
import type { SignedIn } from '../../internal/testing/people.ts';
import { openSite, type SigningSite, signWith } from '../../internal/testing/signing-site.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { codeOf } from '../testing/account-house.ts';

let stage: Stage;
let call: Client<'web'>;
let ada: SignedIn;
let secret: SigningSite;
let pair: SigningSite;
let foreign: SigningSite;
beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  call = await stage.call.web();
  ada = await stage.people.signIn(await stage.people.admin());
  secret = await openSite(stage, ada);
  pair = await openSite(stage, ada, 'main', 'EdDSA');
  const north = await stage.people.organisation('north');
  const nora = await stage.people.signIn(await stage.people.admin({ org: north }));
  foreign = await openSite(stage, nora, north);
});
afterAll(() => stage[Symbol.asyncDispose]());

async function exchange(identity: string, org?: string) {
  const tokens = await call.identities.exchangeIdentity({ identity, ...(org ? { org } : {}) });
  stage.canaries.note(tokens.token, 'a token');
  stage.canaries.note(tokens.refresh_token, 'a refresh token');
  return tokens;
}

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** A good token with another header or another body, and the old signature. */
async function twist(site: SigningSite, header: object, body: object = {}): Promise<string> {
  const [head, claims, signature] = (await site.sign()).split('.');
  const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as object;
  const twisted = [
    encode({ ...decode(head!), ...header }),
    encode({ ...decode(claims!), ...body }),
    signature,
  ];
  return twisted.join('.');
}

/** What a hostile page or site could send, by what is wrong with it. */
const attacks: [string, () => Promise<string>][] = [
  ['of no algorithm', () => twist(secret, { alg: 'none' })],
  [
    'without a signature',
    async () => (await twist(secret, { alg: 'none' })).replace(/[^.]*$/, 'AA'),
  ],
  ['of another length of hash', () => signWith(secret.key, 'HS512', 'main')],
  ['of another sub than was signed', () => twist(secret, {}, { sub: 'somebody-else' })],
  ['of another e-mail than was signed', () => twist(secret, {}, { email: 'a@example.com' })],
  [
    'signed with a secret that is made of the public key',
    () => {
      const pem = createPublicKey(pair.key).export({ type: 'spki', format: 'pem' }).toString();
      return signWith(createSecretKey(pem, 'utf8'), 'HS256', 'main');
    },
  ],
  [
    'signed with somebody’s own key',
    () => signWith(generateKeyPairSync('ed25519').privateKey, 'EdDSA', 'main'),
  ],
  ['that ran out', () => secret.sign({ iat: -400, exp: -61 })],
  ['that lives for longer than 10 minutes', () => secret.sign({ exp: 601 })],
  ['of the future', () => secret.sign({ iat: 90, exp: 300 })],
  ['that ends before it begins', () => secret.sign({ iat: 30, exp: 20 })],
  ['of another organisation, signed here', () => secret.sign({ org: 'north' })],
  ['of this organisation, signed elsewhere', () => foreign.sign({ org: 'main' })],
  ['of an organisation that is none', () => secret.sign({ org: 'nowhere' })],
  ['without a jti', () => secret.sign({ jti: '' })],
  ['without a sub', () => secret.sign({ sub: '' })],
  ['with a header that asks for more', () => twist(secret, { crit: ['b64'], b64: false })],
  ['that is none', async () => 'e30.e30.e30'],
];

test.each(attacks)(
  'W2: a signed identity %s is refused, and nothing is made of it',
  async (_, make) => {
    const people = 'SELECT COUNT(*) AS n FROM people';
    const before = await stage.sql(people);
    const identity = await make();
    expect(await exchange(identity).catch(codeOf)).toBe('unauthenticated');
    expect(await stage.sql(people)).toEqual(before);
    expect(await stage.sql('SELECT hash FROM identity_tokens')).toEqual([]);
  },
);

test('W2: a refusal leaves a line in the log, without the token', async () => {
  const identity = stage.canaries.note(await secret.sign({ exp: 601 }), 'a signed identity');
  await exchange(identity).catch(codeOf);
  expect(stage.log.text()).toContain('a signed identity was refused');
});

test('W2: clocks may differ by a minute, and no more', async () => {
  expect((await exchange(await secret.sign({ iat: 50, exp: 200 }))).user.role).toBe('user');
  expect((await exchange(await pair.sign({ iat: -300, exp: -50 }))).user.role).toBe('user');
});

test('W2: of 20 who exchange one token at once, one comes in, and nobody later', async () => {
  const identity = await secret.sign();
  const tries = Array.from({ length: 20 }, () => exchange(identity).then(() => 'in', codeOf));
  const outcomes = await Promise.all(tries);
  expect(outcomes.filter((one) => one === 'in')).toHaveLength(1);
  expect(outcomes.filter((one) => one === 'unauthenticated')).toHaveLength(19);
  expect(await exchange(identity).catch(codeOf)).toBe('unauthenticated');
});

test('W2: a token is good at the site of its organisation alone', async () => {
  const identity = await secret.sign();
  expect(await exchange(identity, 'north').catch(codeOf)).toBe('unauthenticated');
  expect((await exchange(identity, 'main')).user.org).toBe('main');
  const jti = randomUUID();
  await exchange(await secret.sign({ jti }));
  expect((await exchange(await foreign.sign({ jti }))).user.org).toBe('north');
});

test('W2: a site reaches no account of another organisation by its e-mail', async () => {
  const member = await stage.people.account();
  const identity = await foreign.sign({ email: member.email });
  expect(await exchange(identity).catch(codeOf)).toBe('forbidden');
});

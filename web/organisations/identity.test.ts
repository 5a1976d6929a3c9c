import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSite } from '../../internal/testing/signing-site.ts';
import { type House, openHouse } from '../testing/house.ts';
import type { HttpClient } from '../testing/http-client.ts';

let house: House;
let admin: HttpClient;
let client: HttpClient;
beforeAll(async () => {
  house = await openHouse();
  admin = await house.signedIn(await house.stage.people.admin());
  client = house.client();
});
afterAll(async () => {
  admin[Symbol.dispose]();
  client[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});

const path = '/admin/identity';

type Tokens = { token: string; refresh_token: string; user: { id: string; name: string } };

async function come(body: object, headers: Record<string, string> = {}): Promise<Tokens> {
  const answer = await client.json('/v1/chat/session', body, headers);
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  const tokens = JSON.parse(answer.text) as Tokens;
  house.stage.canaries.note(tokens.token, 'a token');
  house.stage.canaries.note(tokens.refresh_token, 'a refresh token');
  return tokens;
}

test('an admin makes a key, sees its secret once, and revokes it', async () => {
  expect((await admin.post(path, { name: 'Shop', algorithm: 'HS256' })).status).toBe(303);
  const shown = (await admin.get(path)).text;
  const secret = house.stage.canaries.note(/nti_[\w-]{43}/.exec(shown)![0], 'a secret');
  const later = (await admin.get(path)).text;
  expect(later).not.toContain(secret);
  expect(later).toContain('Shop');
  const rows = await house.stage.sql('SELECT * FROM identity_keys');
  expect(JSON.stringify(rows)).not.toContain(secret.slice(4));
  const id = /action="\/admin\/identity\/([\w-]+)\/revoke"/.exec(later)![1]!;
  expect((await admin.post(`${path}/${id}/revoke`)).status).toBe(303);
  expect((await admin.get(path)).text).toContain('Revoked');
});

test('a public key that is none comes back marked', async () => {
  const fields = { name: 'Shop', algorithm: 'EdDSA', public_key: 'nothing' };
  const refused = await admin.post(path, fields);
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('The public key is not the public half of an Ed25519 key');
});

test('W2, W7: a program exchanges a signed identity and brings its visitor along', async () => {
  const { stage } = house;
  const site = await openSite(stage, await stage.people.signIn(await stage.people.admin()));
  const anonymous = await come({ nickname: 'Somebody' });
  const authorization = `Bearer ${anonymous.token}`;
  const identity = await site.sign({ sub: 'vera', name: 'Vera' });
  const known = await come({ identity }, { authorization });
  expect(known.user).toMatchObject({ id: anonymous.user.id, name: 'Vera' });
  const again = await client.json('/v1/chat/session', { identity });
  expect(again.status).toBe(401);
  expect(JSON.parse(again.text)).toMatchObject({ code: 'unauthenticated' });
  const old = await client.json('/v1/auth/refresh', { refresh_token: anonymous.refresh_token });
  expect(old.status).toBe(401);
  const elsewhere = await come({ identity: await site.sign({ sub: 'vera' }) });
  expect(elsewhere.user.id).toBe(known.user.id);
});

test('a token that is none is said to be none, rather than left behind', async () => {
  const headers = { authorization: `Bearer ${randomUUID()}` };
  expect((await client.json('/v1/chat/session', {}, headers)).status).toBe(401);
});

test('one key too many is said above the form, and what was typed stays', async () => {
  await using own = await openHouse();
  using boss = await own.signedIn(await own.stage.people.admin());
  const fields = { name: 'Once more', algorithm: 'HS256' };
  let last = await boss.post(path, fields);
  for (let made = 1; made < 20 && last.status === 303; made++) last = await boss.post(path, fields);
  expect(last.status).toBe(409);
  expect(last.text).toContain('which is the limit. Revoke one first.');
  expect(last.text).toContain('value="Once more"');
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSocket } from '../../internal/testing/socket.ts';
import type { SignedIn, Staff } from '../../internal/testing/people.ts';
import { clientOf, type House, openHouse } from '../testing/house.ts';
import type { HttpClient } from '../testing/http-client.ts';

let house: House;
let staff: Staff;
let agent: SignedIn;
let program: HttpClient;
let relayUrl: string;
beforeAll(async () => {
  house = await openHouse();
  relayUrl = (await house.stage.startRelay()).url;
  staff = await house.stage.people.agent();
  agent = await house.stage.people.signIn(staff);
  program = house.client();
});
afterAll(async () => {
  program[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});

type Tokens = { token: string; refresh_token: string; user: { id: string } };

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

async function makeKey(scopes: string[]): Promise<{ id: string; token: string }> {
  const body = { name: 'A program', scopes, expires_in_days: 7 };
  const answer = await program.json('/v1/keys', body, bearer(agent.token));
  expect(answer.status).toBe(201);
  const { data } = JSON.parse(answer.text) as { data: { id: string; token: string } };
  house.stage.canaries.note(data.token, 'an access key');
  return data;
}

test('a token is validated: whose it is, until when, and what it is limited to', async () => {
  const answer = await program.json('/v1/auth/validate', {}, bearer(agent.token));
  expect(answer.status).toBe(200);
  const valid = JSON.parse(answer.text) as { expires_at: string };
  expect(valid).toMatchObject({ user: { id: agent.id, role: 'agent' }, scopes: null });
  expect(Date.parse(valid.expires_at) - Date.now()).toBeLessThanOrEqual(15 * 60_000);
  const key = await makeKey(['teams:read']);
  const limited = await program.json('/v1/auth/validate', {}, bearer(key.token));
  expect(JSON.parse(limited.text)).toMatchObject({ scopes: ['teams:read'] });
  expect((await program.json('/v1/auth/validate', {}, bearer('nothing'))).status).toBe(401);
  expect((await program.json('/v1/auth/validate', {})).status).toBe(401);
});

test('V3: a key reads what its scopes name, in the header alone, until it is revoked', async () => {
  const key = await makeKey(['profile:read']);
  expect((await program.get('/v1/me', bearer(key.token))).status).toBe(200);
  expect((await program.get(`/v1/me?access_token=${key.token}`)).status).toBe(401);
  const narrow = await makeKey(['teams:read']);
  expect((await program.get('/v1/me', bearer(narrow.token))).status).toBe(403);
  const revoked = await program.send('DELETE', `/v1/keys/${key.id}`, bearer(agent.token));
  expect(revoked.status).toBe(204);
  expect((await program.get('/v1/me', bearer(key.token))).status).toBe(401);
  const listed = await program.get('/v1/keys', bearer(agent.token));
  const { data } = JSON.parse(listed.text) as { data: { id: string; state: string }[] };
  expect(data.find(({ id }) => id === key.id)).toMatchObject({ state: 'revoked' });
  expect(listed.text).not.toContain(key.token);
});

test('V4: a key makes no keys, lists none and ends none', async () => {
  const key = await makeKey(['profile:read', 'teams:write']);
  const wider = { name: 'Wider', scopes: ['messages:write'] };
  expect((await program.json('/v1/keys', wider, bearer(key.token))).status).toBe(403);
  expect((await program.get('/v1/keys', bearer(key.token))).status).toBe(403);
  const ended = await program.send('DELETE', `/v1/keys/${key.id}`, bearer(key.token));
  expect(ended.status).toBe(403);
  expect((await program.json('/v1/auth/logout', {}, bearer(key.token))).status).toBe(403);
});

test('V3: a socket opens with messages:read alone and closes when the key is revoked', async () => {
  const ask = (token: string) => program.json('/v1/auth/socket', {}, bearer(token));
  expect((await ask((await makeKey(['messages:write'])).token)).status).toBe(403);
  const key = await makeKey(['messages:read']);
  const given = await ask(key.token);
  expect(given.status).toBe(200);
  const { token } = JSON.parse(given.text) as { token: string };
  using socket = await openSocket(relayUrl);
  await socket.hello(house.stage.canaries.note(token, 'a socket token'));
  await program.send('DELETE', `/v1/keys/${key.id}`, bearer(agent.token));
  const start = performance.now();
  expect(await socket.closed).toMatchObject({ code: 4403 });
  expect(performance.now() - start).toBeLessThan(1000);
});

test('a token is answered as it is for a socket: a stolen one does not live on', async () => {
  const given = await program.json('/v1/auth/socket', {}, bearer(agent.token));
  expect(JSON.parse(given.text)).toMatchObject({ token: agent.token, user: { id: agent.id } });
  const visitor = await house.stage.people.visitor();
  expect((await program.json('/v1/auth/socket', {}, bearer(visitor.token))).status).toBe(403);
  using stranger = clientOf(house.stage, house.web.url);
  const cross = { ...bearer(agent.token), origin: 'https://evil.example' };
  expect((await stranger.json('/v1/auth/socket', {}, cross)).status).toBe(403);
});

test('V5: a key that is wished for twice is one', async () => {
  const headers = { ...bearer(agent.token), 'idempotency-key': 'nightly-report' };
  const body = { name: 'Nightly report', scopes: ['teams:read'] };
  const [first, again] = [
    await program.json('/v1/keys', body, headers),
    await program.json('/v1/keys', body, headers),
  ];
  expect(again.text).toBe(first.text);
  const other = await program.json('/v1/keys', { ...body, name: 'Other' }, headers);
  expect(other.status).toBe(409);
});

test('keys are made, shown once and revoked by hand as well', async () => {
  using browser = await house.signedIn(staff);
  const fields = { name: 'By hand', days: '30', 'teams:read': 'on' };
  const path = '/account/keys';
  expect(await browser.post(path, fields)).toMatchObject({ status: 303, location: path });
  const shown = (await browser.get(path)).text;
  const token = /value="(ntr_[\w-]{43})"/.exec(shown)?.[1] ?? '';
  house.stage.canaries.note(token, 'an access key');
  expect((await browser.get(path)).text).not.toContain(token);
  expect((await program.json('/v1/auth/validate', {}, bearer(token))).status).toBe(200);
  const row = shown.split('<tr').find((text) => text.includes('By hand</b>')) ?? '';
  const action = /action="([^"]+\/revoke)"/.exec(row)?.[1] ?? '';
  expect((await browser.post(action)).status).toBe(303);
  expect((await program.json('/v1/auth/validate', {}, bearer(token))).status).toBe(401);
  const none = await browser.post(path, { name: 'None', days: '30' });
  expect(none.status).toBe(422);
  expect(none.text).toContain('Tick at least one thing');
});

test('V5: who signs up twice with one key has one account, and gets in', async () => {
  const key = { 'idempotency-key': 'my-account' };
  const password = house.stage.canaries.password();
  const fields = { name: 'Ida', email: 'ida@example.com', password };
  const signUp = async (more: object = {}, headers: Record<string, string> = key) => {
    using elsewhere = house.client();
    return await elsewhere.json('/v1/auth/signup', { ...fields, ...more }, headers);
  };
  const answers = await Promise.all(Array.from({ length: 5 }, () => signUp()));
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
  const tokens = answers.map(({ text }) => JSON.parse(text) as Tokens);
  for (const { token, refresh_token } of tokens) {
    house.stage.canaries.note(token, 'a token');
    house.stage.canaries.note(refresh_token, 'a refresh token');
  }
  expect(new Set(tokens.map(({ user }) => user.id)).size).toBe(1);
  expect((await program.get('/v1/me', bearer(tokens[4]!.token))).status).toBe(200);
  const others = [
    await signUp({ name: 'Ivy' }),
    await signUp({ password: house.stage.canaries.password() }),
    await signUp({}, {}),
    await signUp({}, { 'idempotency-key': 'another' }),
  ];
  expect(others.map(({ status }) => status)).toEqual([409, 409, 409, 409]);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Staff } from '../../internal/testing/people.ts';
import { type House, openHouse } from '../testing/house.ts';

let house: House;
let admin: Staff;
beforeAll(async () => {
  house = await openHouse();
  admin = await house.stage.people.admin();
});
afterAll(() => house[Symbol.asyncDispose]());

let made = 0;
const typed = (more: Record<string, string> = {}) => ({
  name: 'Ada',
  nick: '',
  email: `signup-${++made}@example.com`,
  password: house.stage.canaries.password(),
  ...more,
});

test('somebody signs up by the form, is signed in, and comes back by nickname', async () => {
  using browser = house.client();
  const fields = typed({ nick: 'Countess' });
  expect((await browser.get('/signup')).status).toBe(200);
  expect(await browser.post('/signup', fields)).toMatchObject({ status: 303, location: '/app' });
  expect((await browser.get('/')).location).toBe('/app');
  const keys = await browser.get('/account/keys');
  expect(keys.text).toContain('href="/app"');
  expect((await browser.get('/admin/members')).status).toBe(403);
  expect(await browser.post('/logout')).toMatchObject({ status: 303, location: '/login' });
  const back = { email: 'countess', password: fields.password };
  expect(await browser.post('/login', back)).toMatchObject({ status: 303, location: '/app' });
  expect((await browser.get('/signup')).location).toBe('/app');
});

test('a form that cannot be taken comes back with what was typed and why', async () => {
  using browser = house.client();
  const fields = typed();
  await browser.post('/signup', fields);
  using other = house.client();
  const taken = await other.post('/signup', typed({ email: fields.email, name: 'Grace' }));
  expect(taken.status).toBe(422);
  expect(taken.text).toContain('The e-mail is taken.');
  expect(taken.text).toContain('value="Grace"');
  const wrong = await other.post('/signup', { name: '', nick: '-', email: 'x', password: 'short' });
  expect(wrong.status).toBe(422);
  for (const words of ['The name is missing.', 'The nickname must be', 'The e-mail is not']) {
    expect(wrong.text).toContain(words);
  }
  expect(wrong.text).not.toContain('value="short"');
  expect((await other.post('/signup', { ...typed(), role: 'admin' })).status).toBe(400);
});

test('an admin closes the door, opens it for the invited, and sees who came', async () => {
  using desk = await house.signedIn(admin);
  const change = (mode: string) => desk.post('/admin/members/signup', { mode });
  expect(await change('off')).toMatchObject({ status: 303, location: '/admin/members' });
  using browser = house.client();
  expect((await browser.get('/signup')).text).toContain('Sign-up is closed');
  expect((await browser.get('/login')).text).not.toContain('/signup');
  expect((await browser.post('/signup', typed())).status).toBe(403);
  await change('invite');
  expect((await browser.get('/signup')).text).toContain('An invitation is needed');
  const making = { note: 'for Bob', days: '3' };
  const list = '/admin/members/invites';
  expect(await desk.post(list, making)).toMatchObject({ status: 303, location: list });
  const sessions = `\`${house.stage.database.schemas.sessions}\`.sessions`;
  const rows = await house.stage.sql(`SELECT data FROM ${sessions}`);
  expect(JSON.stringify(rows)).not.toContain('/signup?invite=');
  const link = /value="([^"]*\/signup\?invite=[^"]+)"/.exec((await desk.get(list)).text)?.[1] ?? '';
  expect(new URL(link).origin).toBe(new URL(house.web.url).origin);
  expect((await desk.get(list)).text).not.toContain('invite=');
  const path = link.slice(new URL(link).origin.length);
  expect((await browser.get(path)).text).toContain('You were invited.');
  const invite = new URL(link).searchParams.get('invite') ?? '';
  house.stage.canaries.note(invite, 'an invitation');
  const bob = typed({ name: 'Bob', invite });
  expect((await browser.post('/signup', bob)).status).toBe(303);
  using late = house.client();
  expect((await late.get(path)).text).toContain('The invitation was used');
  expect((await late.post('/signup', typed({ invite }))).status).toBe(409);
  await change('open');
  expect((await late.get('/login')).text).toContain('href="/signup"');
  const members = await desk.get('/admin/members?q=bob');
  expect(members.text).toContain(bob.email);
  const id = /\/admin\/members\/([^/"]+)\/deactivate/.exec(members.text)?.[1];
  expect((await desk.post(`/admin/members/${id}/deactivate`)).status).toBe(303);
  expect(await browser.get('/account/keys')).toMatchObject({ status: 303 });
  expect((await desk.post(list, { note: '', days: '0' })).status).toBe(422);
});

test('an invitation is revoked, and its link lets nobody in', async () => {
  using desk = await house.signedIn(admin);
  const list = '/admin/members/invites';
  await desk.post(list, { note: 'a mistake', days: '1' });
  const shown = (await desk.get(list)).text;
  const secret = /signup\?invite=([\w-]+)/.exec(shown)?.[1] ?? '';
  const row = shown.split('<tr').find((text) => text.includes('a mistake')) ?? '';
  const action = /action="([^"]+\/revoke)"/.exec(row)?.[1] ?? '';
  expect((await desk.post(action)).status).toBe(303);
  using browser = house.client();
  expect((await browser.post('/signup', typed({ invite: secret }))).status).toBe(404);
});

test('L8: no other site signs anybody up, and who signs up gets a new session', async () => {
  using browser = house.client();
  const fields = typed();
  const strangers: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site', origin: new URL(house.web.url).origin },
  ];
  for (const headers of strangers) {
    expect((await browser.post('/signup', fields, headers)).status).toBe(403);
  }
  browser.cookies.set('natter_session', 's%3Apreset.signature');
  expect((await browser.post('/signup', fields)).status).toBe(303);
  expect(browser.cookies.get('natter_session')).not.toContain('preset');
});

test('the address of the page may name an organisation', async () => {
  const org = await house.stage.people.organisation('on-the-corner');
  using browser = house.client();
  expect((await browser.get(`/signup?org=${org}`)).text).toContain(`value="${org}"`);
  expect((await browser.get('/signup?org=nowhere')).status).toBe(404);
  expect((await browser.post('/signup', typed({ org: 'nowhere' }))).status).toBe(404);
  const fields = typed({ org });
  expect((await browser.post('/signup', fields)).status).toBe(303);
  const find = 'SELECT org_id FROM people WHERE email = ?';
  expect(await house.stage.sql(find, [fields.email])).toEqual([{ org_id: org }]);
});

test('A2: a program signs up by JSON, with the shape of every token', async () => {
  using program = house.client();
  const { nick: _nick, ...body } = typed();
  const answer = await program.json('/v1/auth/signup', body);
  expect(answer.status).toBe(201);
  const tokens = JSON.parse(answer.text) as Record<string, unknown>;
  expect(Object.keys(tokens).toSorted()).toEqual(['expires_at', 'refresh_token', 'token', 'user']);
  expect(tokens.user).toMatchObject({ name: 'Ada', role: 'member' });
  expect((await program.json('/v1/auth/signup', body)).status).toBe(409);
  const other = { ...body, email: `x-${body.email}` };
  expect((await program.json('/v1/auth/signup', { ...other, role: 'admin' })).status).toBe(400);
  expect((await program.json('/v1/auth/signup', { ...other, name: 7 })).status).toBe(400);
  const common = await program.json('/v1/auth/signup', { ...other, password: 'password1234' });
  expect(common.status).toBe(422);
  expect(JSON.parse(common.text)).toMatchObject({
    code: 'invalid',
    errors: [{ path: 'password' }],
  });
});

test('sign-ups from one address are counted, by the form and by JSON together', async () => {
  const strict = await house.anotherWeb({ LIMIT_SIGNUPS: '2' });
  const ask = (path: string) =>
    fetch(strict.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '10.77.0.1' },
      body: '{}',
    }).then(({ status }) => status);
  expect([await ask('/v1/auth/signup'), await ask('/v1/auth/signup')]).toEqual([400, 400]);
  expect(await ask('/v1/auth/signup')).toBe(429);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Staff } from '../../internal/testing/people.ts';
import { type House, openHouse } from '../testing/house.ts';

let house: House;
let agent: Staff;
beforeAll(async () => {
  house = await openHouse();
  agent = await house.stage.people.agent();
});
afterAll(() => house[Symbol.asyncDispose]());

/** A page without what differs by nature: the typed address. */
const plain = (text: string, email: string) => text.replaceAll(email, '…');

test('L1: unknown, wrong and inactive are one answer', async () => {
  const { people, canaries } = house.stage;
  const inactive = await people.agent({ active: false });
  const tries = [
    { email: 'nobody-of-that-name@example.com', password: canaries.password() },
    { email: agent.email, password: canaries.password() },
    { email: inactive.email, password: inactive.password },
  ];
  const answers = [];
  for (const fields of tries) {
    using client = house.client();
    const { status, text, headers } = await client.post('/login', fields);
    const names = Object.keys(headers).sort();
    answers.push({ status, text: plain(text, fields.email), names });
  }
  expect(answers[0]).toMatchObject({ status: 422 });
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
});

test('too many wrong tries wait, a browser that is known does not', async () => {
  await using own = await openHouse();
  const victim = await own.stage.people.agent();
  using known = await own.signedIn(victim);
  // From the attacker's own address or a thousand others: the account itself waits.
  using attacker = own.client();
  const wrong = () =>
    attacker.post('/login', { email: victim.email, password: own.stage.canaries.password() });
  const statuses = [];
  for (let i = 0; i < 5; i++) statuses.push((await wrong()).status);
  expect(statuses).toEqual([422, 422, 422, 429, 429]);
  const told = await wrong();
  expect(told.headers['retry-after']).toMatch(/^[1-9]\d*$/);
  expect(told.text).toContain('There were too many tries. Wait');
  const { email, password } = victim;
  expect((await known.post('/login', { email, password })).status).toBe(303);
});

test.for<[string, string]>([
  ['/account/password', '/account/password'],
  ['/agent', '/agent'],
  ['/super/admins', '/agent'],
  ['//evil.example', '/agent'],
  ['https://evil.example', '/agent'],
  ['/\\evil.example', '/agent'],
  ['javascript:alert(1)', '/agent'],
  ['', '/agent'],
])('after signing in, next=%s leads to %s', async ([next, location]) => {
  using client = house.client();
  const { email, password } = agent;
  const answer = await client.post('/login', { email, password, next });
  expect(answer).toMatchObject({ status: 303, location });
  const again = await client.get(`/login?next=${encodeURIComponent(next)}`);
  expect(again).toMatchObject({ status: 303, location });
});

test('a form of somebody who is out leads to the sign-in, and back to its page', async () => {
  using client = house.client();
  const { origin } = new URL(house.web.url);
  const fields = { current: 'x', password: 'y', confirm: 'y' };
  const sendFrom = (referer: string) =>
    client.post('/account/password', fields, { origin, referer });
  const { status, location } = await sendFrom(`${origin}/account/password?token=hidden`);
  expect(status).toBe(303);
  expect(location).toBe('/login?next=%2Faccount%2Fpassword&unsaved=yes');
  const page = (await client.get(location!)).text;
  expect(page).toContain('You were signed out. Nothing was saved.');
  expect(page).toContain('name="next" value="/account/password"');
  const elsewhere = await sendFrom('https://evil.example/account/password');
  expect(elsewhere.location).toBe('/login?unsaved=yes');
  expect((await client.get('/login?unsaved=%3Cb%3E')).text).not.toContain('Nothing was saved');
});

test('who cannot be signed in now keeps the form, without the password', async () => {
  await using own = await openHouse();
  const password = own.stage.canaries.password();
  await own.dbmgr[Symbol.asyncDispose]();
  using client = own.client();
  const answer = await client.post('/login', { email: 'ada@example.com', password });
  expect(answer.status).toBe(503);
  expect(answer.text).toContain('does not answer at the moment');
  expect(answer.text).toContain('value="ada@example.com"');
  expect(answer.text).not.toContain(password);
});

test('the front door leads everybody to their own page', async () => {
  const { people } = house.stage;
  using nobody = house.client();
  expect((await nobody.get('/')).location).toBe('/chat');
  for (const [who, page] of [
    [await people.superAdmin(), '/super/admins'],
    [await people.admin(), '/admin/dashboard'],
    [agent, '/agent'],
  ] as const) {
    using client = await house.signedIn(who);
    expect((await client.get('/')).location).toBe(page);
  }
});

test('signing out ends the session, its cookie and its login', async () => {
  const leaver = await house.stage.people.agent();
  using client = await house.signedIn(leaver);
  const cookie = `natter_session=${client.cookies.get('natter_session')}`;
  expect(await client.post('/logout')).toMatchObject({ status: 303, location: '/login' });
  expect(client.cookies.has('natter_session')).toBe(false);
  expect(client.cookies.has('natter_device')).toBe(true);
  expect((await client.get('/agent', { cookie })).status).toBe(303);
  expect(await client.post('/logout')).toMatchObject({ status: 303, location: '/login' });
  const alive = 'SELECT id FROM logins WHERE person_id = ? AND ended_at IS NULL';
  expect(await house.stage.sql(alive, [leaver.id])).toEqual([]);
});

test('signing out works while dbmgr is down: this browser is out for good', async () => {
  await using own = await openHouse();
  const admin = await own.stage.people.admin();
  using client = await own.signedIn(admin);
  const cookie = `natter_session=${client.cookies.get('natter_session')}`;
  await own.dbmgr[Symbol.asyncDispose]();
  expect((await client.post('/logout')).status).toBe(503);
  await own.stage.startDbmgr();
  expect((await client.get('/admin/agents', { cookie })).status).toBe(303);
});

test('an agent goes online and offline by a form, and by a script', async () => {
  using client = await house.signedIn(agent);
  expect(await client.post('/agent/online')).toMatchObject({ status: 303, location: '/agent' });
  const origin = new URL(house.web.url).origin;
  const asScript = { origin, accept: 'application/json' };
  const answer = await client.post('/agent/offline', {}, asScript);
  expect(JSON.parse(answer.text)).toEqual({ online: false });
  expect(JSON.parse((await client.post('/agent/online', {}, asScript)).text)).toEqual({
    online: true,
  });
});

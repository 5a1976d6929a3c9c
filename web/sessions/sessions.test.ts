import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Staff } from '../../internal/testing/people.ts';
import { clientOf, type House, openHouse, signIn } from '../testing/house.ts';

let house: House;
let boss: Staff;
beforeAll(async () => {
  house = await openHouse();
  boss = await house.stage.people.superAdmin();
});
afterAll(() => house[Symbol.asyncDispose]());

const page = '/super/admins';

test('S8: visitors without an account leave no session behind', async () => {
  using client = house.client();
  const before = await house.sessionCount();
  const paths = ['/login', '/', page, '/nothing', '/healthz'];
  await Promise.all(Array.from({ length: 1000 }, (_, i) => client.get(paths[i % 5] ?? '/')));
  await client.post('/login', { email: 'nobody@example.com', password: 'wrong' });
  expect(await house.sessionCount()).toBe(before);
  expect(client.cookies.size).toBe(0);
});

test('L8: signing in makes a new session id, and the one before is gone', async () => {
  using client = await house.signedIn(boss);
  const first = client.cookies.get('natter_session');
  const count = await house.sessionCount();
  await signIn(client, boss);
  expect(client.cookies.get('natter_session')).not.toBe(first);
  expect(await house.sessionCount()).toBe(count);
  const old = await client.get(page, { cookie: `natter_session=${first}` });
  expect(old).toMatchObject({ status: 303, location: `/login?next=${encodeURIComponent(page)}` });
});

test('L8: a session id that somebody else planted is not taken over', async () => {
  using client = house.client();
  client.cookies.set('natter_session', 's%3Aplanted.c2lnbmF0dXJl');
  await signIn(client, boss);
  expect(client.cookies.get('natter_session')).not.toContain('planted');
});

test('S2: a changed password makes a new session id here and ends the other browsers', async () => {
  const { stage } = house;
  const admin = await stage.people.admin();
  using here = await house.signedIn(admin);
  using elsewhere = await house.signedIn(admin);
  const before = here.cookies.get('natter_session');
  const password = stage.canaries.password();
  const fields = { current: admin.password, password, confirm: password };
  expect((await here.post('/account/password', fields)).status).toBe(303);
  expect(here.cookies.get('natter_session')).not.toBe(before);
  expect((await here.get('/admin/agents')).status).toBe(200);
  expect((await elsewhere.get('/admin/agents')).status).toBe(303);
});

test('that somebody is still there is noted once a minute, not at every page', async () => {
  using client = await house.signedIn(await house.stage.people.superAdmin());
  await client.get(page);
  const sessions = `\`${house.stage.database.schemas.sessions}\`.sessions`;
  const id = client.cookies.get('natter_session')!.replace(/^s%3A|\..*$/g, '');
  const expiry = async () => {
    const select = `SELECT expires FROM ${sessions} WHERE session_id = ?`;
    return (await house.stage.sql<{ expires: number }>(select, [id]))[0]?.expires;
  };
  // The note is written beside the answer.
  await new Promise((resolve) => setTimeout(resolve, 300));
  await house.stage.sql(`UPDATE ${sessions} SET expires = expires - 500 WHERE session_id = ?`, [
    id,
  ]);
  const noted = await expiry();
  expect(noted).toBeGreaterThan(0);
  expect((await client.get(page)).status).toBe(200);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await expiry()).toBe(noted);
});

test('S3: a stolen cookie is worth nothing after the idle time of the server', async () => {
  using client = await house.signedIn(boss);
  await house.stage.sql('UPDATE logins SET expires_at = UTC_TIMESTAMP(3) WHERE person_id = ?', [
    boss.id,
  ]);
  expect((await client.get(page)).status).toBe(303);
  const asProgram = await client.get(page, { accept: 'application/json' });
  expect(asProgram.status).toBe(401);
});

test('S3: a session that was not used for a day is forgotten', async () => {
  using client = await house.signedIn(boss);
  const sessions = `\`${house.stage.database.schemas.sessions}\`.sessions`;
  await house.stage.sql(`UPDATE ${sessions} SET expires = UNIX_TIMESTAMP() - 1`);
  expect((await client.get(page)).status).toBe(303);
});

test('S4: cookies are closed to scripts and other sites', async () => {
  using client = house.client();
  const { email, password } = boss;
  const answer = await client.post('/login', { email, password });
  for (const cookie of answer.headers['set-cookie'] ?? []) {
    expect(cookie).toMatch(/; Path=\/(;|$)/);
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Lax/);
    expect(cookie).not.toMatch(/Domain/i);
  }
});

test('S4: over https they are bound to the host, and a tossed one is ignored', async () => {
  const origin = 'https://chat.example.com';
  const web = await house.anotherWeb({ PUBLIC_URL: origin });
  using client = clientOf(house.stage, `http://127.0.0.1:${web.port}`, { origin });
  const { email, password } = boss;
  const answer = await client.post('/login', { email, password });
  expect(answer.status).toBe(303);
  expect(answer.headers['strict-transport-security']).toMatch(/^max-age=\d{8}/);
  const names = [...client.cookies.keys()];
  expect(names).toEqual(expect.arrayContaining(['__Host-natter_session', '__Host-natter_device']));
  for (const cookie of answer.headers['set-cookie'] ?? []) expect(cookie).toMatch(/; Secure/);
  expect((await client.get(page)).status).toBe(200);
  const tossed = `natter_session=${client.cookies.get('__Host-natter_session')}`;
  expect((await client.get(page, { cookie: tossed })).status).toBe(303);
});

test('S6: an unsigned, forged or damaged session id is nobody', async () => {
  using client = await house.signedIn(boss);
  const good = client.cookies.get('natter_session') ?? '';
  const [sid = '', signature = ''] = decodeURIComponent(good).slice(2).split('.');
  const forged = `${signature.startsWith('x') ? 'y' : 'x'}${signature.slice(1)}`;
  for (const cookie of [sid, `s:${sid}`, `s:${sid}.${forged}`, `s:x.${signature}`]) {
    const answer = await client.get(page, {
      cookie: `natter_session=${encodeURIComponent(cookie)}`,
    });
    expect(answer.status).toBe(303);
  }
  expect((await client.get(page)).status).toBe(200);
});

test('S6: after a rotation the old secret still verifies, until it is taken out', async () => {
  using client = await house.signedIn(boss);
  const cookie = `natter_session=${client.cookies.get('natter_session')}`;
  const [old, next] = [house.stage.env.SESSION_SECRET, house.stage.canaries.password().repeat(3)];
  const rotating = await house.anotherWeb({ SESSION_SECRET: `${next},${old}` });
  const rotated = await house.anotherWeb({ SESSION_SECRET: next });
  using whileRotating = clientOf(house.stage, rotating.url);
  using afterwards = clientOf(house.stage, rotated.url);
  expect((await whileRotating.get(page, { cookie })).status).toBe(200);
  expect((await afterwards.get(page, { cookie })).status).toBe(303);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Staff } from '../../internal/testing/people.ts';
import { type House, openHouse } from '../testing/house.ts';
import type { HttpClient } from '../testing/http-client.ts';

let house: House;
let boss: Staff;
let admin: Staff;
let bossClient: HttpClient;
let adminClient: HttpClient;
beforeAll(async () => {
  house = await openHouse();
  boss = await house.stage.people.superAdmin();
  admin = await house.stage.people.admin();
  bossClient = await house.signedIn(boss);
  adminClient = await house.signedIn(admin);
});
afterAll(async () => {
  bossClient[Symbol.dispose]();
  adminClient[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});

async function find(email: string) {
  const rows = await house.stage.sql<{ id: string; active: number; role: string; version: number }>(
    'SELECT id, active, role, version, seat_limit FROM people WHERE email = ?',
    [email],
  );
  return rows[0];
}

/** The row of the list that holds this e-mail. */
function rowOf(html: string, email: string): string {
  return html.split('<tr').find((row) => row.includes(email)) ?? '';
}

test('a super admin adds an admin, activates and deactivates them', async () => {
  const password = house.stage.canaries.password();
  const fields = { name: 'Vera Brown', email: 'Vera@Example.com', password };
  const added = await bossClient.post('/super/admins', fields);
  expect(added).toMatchObject({ status: 303, location: '/super/admins' });
  const list = await bossClient.get('/super/admins');
  const row = rowOf(list.text, 'vera@example.com');
  const id = (await find('vera@example.com'))?.id ?? '';
  expect(row).toContain(`action="/super/admins/${id}/activate"`);
  expect(list.text).toContain('Vera Brown is added');
  using vera = house.client();
  const signIn = () => vera.post('/login', { email: 'vera@example.com', password });
  expect((await signIn()).status).toBe(422);
  expect((await bossClient.post(`/super/admins/${id}/activate`)).status).toBe(303);
  expect(await signIn()).toMatchObject({ status: 303, location: '/admin/dashboard' });
  expect((await vera.get('/admin/agents')).status).toBe(200);
  expect((await bossClient.post(`/super/admins/${id}/deactivate`)).status).toBe(303);
  expect((await vera.get('/admin/agents')).status).toBe(303);
});

test('a form that cannot be taken comes back with what was typed and why', async () => {
  const password = house.stage.canaries.password();
  const wrong = { name: ' ', email: 'no address', password: 'short' };
  const refused = await adminClient.post('/admin/agents', wrong);
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('The name is missing.');
  expect(refused.text).toContain('The e-mail is not an e-mail address.');
  expect(refused.text).toContain('The password is shorter than 12 characters.');
  expect(refused.text).toContain('value="no address"');
  expect(refused.text).not.toContain('value="short"');
  const taken = await adminClient.post('/admin/agents', {
    name: 'Somebody',
    email: admin.email,
    password,
  });
  expect(taken.status).toBe(422);
  expect(taken.text).toContain('The e-mail is taken.');
  const common = { name: 'Somebody', email: 's@example.com', password: 'password1234' };
  expect((await adminClient.post('/admin/agents', common)).text).toContain('The password is');
  const half = await adminClient.post('/admin/agents', { name: 'Half' });
  expect(half.status).toBe(422);
  expect(await find('s@example.com')).toBeUndefined();
});

test.for(['role', 'active', 'id', 'org_id', 'team_id', 'version', '__proto__', 'constructor'])(
  'A2: a form with a field %s that is not asked for is refused whole',
  async (field) => {
    const password = house.stage.canaries.password();
    const fields = { name: 'Mass', email: 'mass@example.com', password, [field]: '1' };
    const own = Object.fromEntries([...Object.entries(fields), [field, 'super_admin']]);
    expect((await adminClient.post('/admin/agents', own)).status).toBe(400);
    expect(await find('mass@example.com')).toBeUndefined();
    const change = { current: admin.password, password, confirm: password, [field]: '1' };
    expect((await adminClient.post('/account/password', change)).status).toBe(400);
  },
);

test('A5: nobody switches themselves or the last super admin off', async () => {
  const before = await house.stage.sql('SELECT id, active, version FROM people ORDER BY id');
  const own = await bossClient.post(`/super/admins/${boss.id}/deactivate`);
  expect(own.status).toBe(403);
  const adminSelf = await adminClient.post(`/admin/agents/${admin.id}/deactivate`);
  expect([403, 404]).toContain(adminSelf.status);
  const another = await house.stage.people.superAdmin();
  using anotherClient = await house.signedIn(another);
  expect((await anotherClient.post(`/super/admins/${boss.id}/deactivate`)).status).toBe(403);
  await house.stage.sql('DELETE FROM people WHERE id = ?', [another.id]);
  expect(await house.stage.sql('SELECT id, active, version FROM people ORDER BY id')).toEqual(
    before,
  );
});

test('A4: an admin reaches no admin and nobody of another organisation by id', async () => {
  const elsewhere = await house.stage.people.organisation('elsewhere');
  const stranger = await house.stage.people.agent({ org: elsewhere });
  for (const id of [stranger.id, boss.id, 'nobody', 'a.b', '%2e']) {
    for (const act of ['activate', 'deactivate', 'limit']) {
      const fields: Record<string, string> = act === 'limit' ? { limit: '3' } : {};
      const answer = await adminClient.post(`/admin/agents/${id}/${act}`, fields);
      expect([id, act, answer.status]).toEqual([id, act, 404]);
    }
  }
  expect((await adminClient.get('/admin/agents')).text).not.toContain(stranger.email);
});

test('A6: who switches from an old page is told that somebody else was there', async () => {
  const agent = await house.stage.people.agent();
  const version = String((await find(agent.email))?.version);
  const path = `/admin/agents/${agent.id}`;
  expect((await adminClient.post(`${path}/deactivate`, { version })).status).toBe(303);
  const late = await adminClient.post(`${path}/activate`, { version });
  expect(late.status).toBe(409);
  expect(late.text).toContain('Look at the list again');
  expect((await find(agent.email))?.active).toBe(0);
});

test('A7: names and addresses are shown as the text they are', async () => {
  const name = '<img src=x onerror=alert(1)>"\'><script>alert(2)</script>';
  const password = house.stage.canaries.password();
  const fields = { name, email: "o'<b>@example.com", password };
  expect((await adminClient.post('/admin/agents', fields)).text).toContain('o&#39;&lt;b&gt;@');
  await adminClient.post('/admin/agents', { ...fields, email: "o'neil@example.com" });
  const list = await adminClient.get('/admin/agents?q=%22%3E%3Cscript%3E');
  const audit = await bossClient.get('/super/audit?q=%3Cscript%3Ealert');
  for (const { text } of [list, audit]) {
    expect(text).toContain('&lt;script&gt;');
    expect(text).not.toMatch(/<script>|<img src=x|onerror=alert\(1\)>/);
  }
});

test('the list is filtered by `?q=` without a script', async () => {
  await house.stage.people.agent({ name: 'José Núñez', email: 'jose@example.com' });
  await house.stage.people.agent({ name: 'Ann Lee', email: 'ann@example.com' });
  const { text } = await adminClient.get('/admin/agents?q=nunez+jose');
  expect(rowOf(text, 'jose@example.com')).toContain('José Núñez');
  expect(text).not.toContain('ann@example.com');
  expect((await adminClient.get('/admin/agents?q=zzz')).text).toContain('Nobody matches');
});

test('an agent’s number of conversations is set, unset and bounded', async () => {
  const agent = await house.stage.people.agent({ name: 'Lim Itted' });
  const path = `/admin/agents/${agent.id}/limit`;
  const limit = async () => (await find(agent.email)) as unknown as { seat_limit: number | null };
  expect((await adminClient.post(path, { limit: '4' })).status).toBe(303);
  expect(await limit()).toMatchObject({ seat_limit: 4 });
  for (const wrong of ['0', '51', 'many', '-1', '1.5']) {
    const answer = await adminClient.post(path, { limit: wrong });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('The number must be');
  }
  expect(await limit()).toMatchObject({ seat_limit: 4 });
  expect((await adminClient.post(path, { limit: '' })).status).toBe(303);
  expect(await limit()).toMatchObject({ seat_limit: null });
});

test('who was removed by hand leaves no broken page behind', async () => {
  const gone = await house.stage.people.admin({ name: 'Gone By-Hand' });
  using client = await house.signedIn(gone);
  await client.get('/admin/agents');
  await house.stage.sql('DELETE FROM people WHERE id = ?', [gone.id]);
  expect((await bossClient.get('/super/admins')).status).toBe(200);
  expect((await bossClient.get('/super/audit')).text).toContain('Gone By-Hand');
  expect((await client.get('/admin/agents')).status).toBe(303);
});

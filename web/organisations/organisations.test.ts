import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openHouse } from '../testing/house.ts';
import type { HttpClient } from '../testing/http-client.ts';

let house: House;
let root: HttpClient;
beforeAll(async () => {
  house = await openHouse();
  root = await house.signedIn(await house.stage.people.superAdmin());
});
afterAll(async () => {
  root[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});

const noTrace = /organi[sz]ation/i;
/** What stands on a page beside the rail that leads to the others. */
const mainOf = (html: string) => html.slice(html.indexOf('<main'));

test('with one organisation nothing shows of there being any', async () => {
  for (const path of ['/super/admins', '/super/admins/new']) {
    expect(mainOf((await root.get(path)).text)).not.toMatch(noTrace);
  }
  using admin = await house.signedIn(await house.stage.people.admin());
  for (const path of ['/admin/agents', '/admin/members', '/admin/settings']) {
    expect([path, noTrace.test((await admin.get(path)).text)]).toEqual([path, false]);
  }
  expect((await root.get('/super/organisations')).status).toBe(200);
});

test('a super admin adds an organisation, its admin, and the admin works there', async () => {
  const added = await root.post('/super/organisations', { id: 'north', name: 'North & Sons' });
  expect(added).toMatchObject({ status: 303, location: '/super/organisations' });
  expect((await root.get('/super/organisations')).text).toContain('North &amp; Sons');
  const form = (await root.get('/super/admins/new')).text;
  expect(form).toContain('<option value="north"');
  const password = house.stage.canaries.password();
  const fields = { name: 'Nora', email: 'nora@example.com', password, org: 'north' };
  expect((await root.post('/super/admins', fields)).status).toBe(303);
  expect((await root.get('/super/admins')).text).toContain('Organisation</th>');
  const [row] = await house.stage.sql<{ id: string; org_id: string }>(
    "SELECT id, org_id FROM people WHERE email = 'nora@example.com'",
  );
  expect(row?.org_id).toBe('north');
  expect((await root.post(`/super/admins/${row?.id}/activate`)).status).toBe(303);
  using nora = house.client();
  expect((await nora.post('/login', { email: fields.email, password })).status).toBe(303);
  const agents = await nora.get('/admin/agents');
  expect(agents.status).toBe(200);
  await house.stage.people.agent({ name: 'Of main' });
  expect((await nora.get('/admin/agents')).text).not.toContain('Of main');
});

test('what cannot be taken comes back with the reason', async () => {
  const wrong = await root.post('/super/organisations', { id: 'North!', name: ' ' });
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain('The key must be 2 to 32 lower-case letters');
  expect(wrong.text).toContain('The name is missing.');
  const taken = await root.post('/super/organisations', { id: 'main', name: 'Main' });
  expect(taken.status).toBe(422);
  expect(taken.text).toContain('The key is taken.');
});

test('A6: an organisation that somebody else renamed meanwhile is a conflict', async () => {
  await root.post('/super/organisations', { id: 'east', name: 'East' });
  const path = '/super/organisations/east';
  expect((await root.post(path, { name: 'Far east', version: '1' })).status).toBe(303);
  const late = await root.post(path, { name: 'Near east', version: '1' });
  expect(late.status).toBe(409);
  expect(late.text).toContain('Nothing of yours was saved');
  expect(late.text).toMatch(/What stands now.*<dd[^>]*>Far east<\/dd>/s);
  expect(late.text).toContain('value="Near east"');
  expect(late.text).toContain('name="version" value="2"');
  const wrong = await root.post(path, { name: ' ', version: '1' });
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain('name="version" value="1"');
});

test('who is in an organisation that is switched off is out at once', async () => {
  await root.post('/super/organisations', { id: 'west', name: 'West' });
  const staff = await house.stage.people.admin({ org: 'west' });
  using admin = await house.signedIn(staff);
  expect((await admin.get('/admin/agents')).status).toBe(200);
  expect((await root.post('/super/organisations/west/deactivate')).status).toBe(303);
  expect(await admin.get('/admin/agents')).toMatchObject({ status: 303, location: /login/ });
  const { email, password } = staff;
  expect((await admin.post('/login', { email, password })).status).toBe(422);
  expect((await root.post('/super/organisations/west/activate')).status).toBe(303);
  expect((await admin.post('/login', { email, password })).status).toBe(303);
});

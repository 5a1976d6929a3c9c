import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Staff } from '../../internal/testing/people.ts';
import { routes } from '../routes.ts';
import { type House, openHouse } from '../testing/house.ts';
import type { HttpClient } from '../testing/http-client.ts';

let house: House;
let admin: Staff;
let client: HttpClient;
beforeAll(async () => {
  house = await openHouse();
  admin = await house.stage.people.admin();
  client = await house.signedIn(admin);
});
afterAll(async () => {
  client[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});

const added = { name: 'Eve', email: 'eve@example.com', password: 'a password of Eve' };
const agents = 'SELECT COUNT(*) AS n FROM people WHERE role = ?';

test.for<[string, Record<string, string>]>([
  ['another site by its fetch metadata', { 'sec-fetch-site': 'cross-site' }],
  ['a sibling site', { 'sec-fetch-site': 'same-site' }],
  ['another site although `Origin` is ours', { 'sec-fetch-site': 'cross-site', origin: 'own' }],
  ['another origin', { origin: 'https://evil.example' }],
  ['an origin that starts like ours', { origin: 'own.evil.example' }],
  ['an opaque origin', { origin: 'null' }],
  ['the right host by another scheme', { origin: 'https' }],
  ['nobody knows where', {}],
])('S5: a form from %s is refused and changes nothing', async ([, sent]) => {
  const own = new URL(house.web.url).origin;
  const origins: Record<string, string> = {
    own,
    'own.evil.example': `${own}.evil.example`,
    https: own.replace('http:', 'https:'),
  };
  const headers = Object.fromEntries(
    Object.entries(sent).map(([name, value]) => [name, origins[value] ?? value]),
  );
  const answer = await client.post('/admin/agents', added, headers);
  expect(answer.status).toBe(403);
  expect(await house.stage.sql(agents, ['agent'])).toEqual([{ n: 0 }]);
});

test('S5: a form from another site signs nobody in or out', async () => {
  const evil = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
  using fresh = house.client();
  const { email, password } = admin;
  expect((await fresh.post('/login', { email, password }, evil)).status).toBe(403);
  expect(fresh.cookies.size).toBe(0);
  expect((await client.post('/logout', {}, evil)).status).toBe(403);
  expect((await client.get('/admin/agents')).status).toBe(200);
});

test('S5: JSON dressed as text, hidden methods and packed bodies do nothing', async () => {
  const { port } = house.web;
  const origin = `http://127.0.0.1:${port}`;
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const body = JSON.stringify(added);
  const length = { 'content-length': String(body.length) };
  const text = await client.send(
    'POST',
    '/admin/agents',
    { origin, cookie, 'content-type': 'text/plain', ...length },
    body,
  );
  expect(text.status).toBe(415);
  const packed = { 'content-encoding': 'gzip', 'content-type': 'application/json' };
  const gzip = await client.send(
    'POST',
    '/v1/chat/session',
    { origin, ...packed, ...length },
    body,
  );
  expect(gzip.status).toBe(415);
  const override = await client.send('GET', '/admin/agents?_method=POST', {
    cookie,
    'x-http-method-override': 'POST',
  });
  expect(override.status).toBe(200);
  expect((await client.post('/admin/agents', { ...added, _method: 'DELETE' })).status).toBe(400);
  expect(await house.stage.sql(agents, ['agent'])).toEqual([{ n: 0 }]);
});

test('S5: no address changes anything on GET', async () => {
  const writing = routes.filter(({ method }) => method === 'POST').map(({ path }) => path);
  const reading = routes.filter(({ method }) => method === 'GET').map(({ path }) => path);
  for (const path of writing.filter((one) => !reading.includes(one))) {
    const answer = await client.get(path.replace(':id', admin.id));
    expect([path, answer.status]).toEqual([path, 405]);
    expect(answer.headers.allow).toMatch(/^POST(, OPTIONS)?$/);
  }
});

test.for(['PUT', 'DELETE', 'PATCH', 'TRACE', 'OPTIONS'])('V2: %s is not listed', async (method) => {
  const answer = await client.send(method, '/admin/agents');
  expect(answer.status).toBe(405);
  expect(answer.headers.allow).toContain('GET');
});

test.for([
  '/admin/agents/',
  '//admin/agents',
  '/admin//agents',
  '/Admin/agents',
  '/admin/agents;x=1',
  '/admin/%61gents',
  '/admin/./agents',
  '/admin/../admin/agents',
  '/static/../server.ts',
  '/static/%2e%2e/server.ts',
])('V2: %s is another spelling of nothing', async (path) => {
  expect((await client.get(path)).status).toBe(404);
});

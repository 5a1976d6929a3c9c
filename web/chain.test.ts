import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Staff } from '../internal/testing/people.ts';
import { type House, openHouse } from './testing/house.ts';
import type { HttpClient } from './testing/http-client.ts';

let house: House;
let boss: Staff;
let client: HttpClient;
beforeAll(async () => {
  house = await openHouse();
  boss = await house.stage.people.superAdmin();
  client = await house.signedIn(boss);
});
afterAll(async () => {
  client[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});

test('K4: what operators and the source tree have is not on this port', async () => {
  for (const path of [
    '/metrics',
    '/.git/config',
    '/.env',
    '/package.json',
    '/web/server.ts',
    '/static/tsconfig.json',
    '/static/client/frames.d.ts',
    '/static/staff/staff-page.js.map',
    '/debug',
  ]) {
    expect([path, (await client.get(path)).status]).toEqual([path, 404]);
  }
  const health = await client.get('/healthz');
  expect(JSON.parse(health.text)).toEqual({ status: 'ok' });
});

test('K9: whatever is sent, each event is one line of JSON', async () => {
  const from = house.stage.log.lines().length;
  const crooked = 'x\r\n{"level":"fatal","msg":"forged"}\u2028\u001b[31m';
  const sent = encodeURIComponent(crooked);
  await client.get(`/nothing?${sent}`, { 'user-agent': 'a\tb \u0085 "} {"', accept: 'text/html' });
  await client.post('/login', { email: crooked, password: crooked });
  await client.json('/v1/auth/login', { login: crooked, password: crooked });
  const lines = house.stage.log.text().trimEnd().split('\n');
  for (const line of lines)
    expect(JSON.parse(line)).toMatchObject({ time: expect.any(String) as unknown });
  const news = JSON.stringify(house.stage.log.lines().slice(from));
  expect(news).not.toMatch(/forged|\u2028|\\u001b/);
});

test('S10: a session id in an address opens nothing and is never written down', async () => {
  const sid = client.cookies.get('natter_session') ?? '';
  using nobody = house.client();
  for (const path of [
    `/super/admins?natter_session=${sid}`,
    `/super/admins?sid=${sid}`,
    `/v1/auth/logout?token=${sid}`,
  ]) {
    expect([303, 405]).toContain((await nobody.get(path)).status);
  }
  const page = await client.get('/super/admins');
  expect(page.text).not.toContain(sid);
  expect(page.headers['referrer-policy']).toBe('same-origin');
  expect(house.stage.log.text()).not.toContain(decodeURIComponent(sid).slice(2, 20));
});

test.for([
  [{ login: { login: 1 }, password: 'x' }],
  [{ login: ['a@example.com'], password: 'x' }],
  [{ login: 'a@example.com', password: { length: 1 } }],
  [{ login: 1, password: 2 }],
  [{ login: 'a@example.com', password: 'x', admin: true }],
  [{ login: 'a@example.com' }],
  ['[]'],
  ['"text"'],
  ['null'],
  ['{"login":"a@example.com","password":"x","__proto__":{"role":"super_admin"}}'],
  ['{"constructor":{"prototype":{"role":"x"}},"login":"a","password":"b"}'],
  ['{"login":'],
])('L7: %j is refused by its shape and reaches no database', async ([body]) => {
  const before = signIns();
  const answer = await client.json('/v1/auth/login', body);
  expect(answer.status).toBe(400);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(signIns()).toBe(before);
  expect(({} as { role?: string }).role).toBeUndefined();
});

test('L7: a form field given twice is refused by its shape', async () => {
  const before = signIns();
  const body = 'email=a%40example.com&email=b%40example.com&password=x';
  const headers = {
    origin: new URL(house.web.url).origin,
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(body.length),
  };
  expect((await client.send('POST', '/login', headers, body)).status).toBe(400);
  expect(signIns()).toBe(before);
});

function signIns(): number {
  return house.stage.log.lines().filter(({ operation }) => operation === 'signIn').length;
}

test('L4: a megabyte is refused unread, and the longest password is taken', async () => {
  const huge = await client.post('/login', { email: 'a@example.com', password: 'x'.repeat(1e6) });
  expect(huge.status).toBe(413);
  const longest = { email: 'a@example.com', password: '\u{1F600}'.repeat(256) };
  expect((await client.post('/login', longest)).status).toBe(422);
  const longer = { email: 'a@example.com', password: 'x'.repeat(257) };
  const before = signIns();
  expect((await client.post('/login', longer)).status).toBe(422);
  expect(signIns()).toBe(before);
});

const inner = /stack|node_modules|\.ts:|SELECT|ER_|ECONN|nats|mysql|127\.0\.0\.1:|\/work\//i;

test('V9: bad JSON, a missing page and a wrong method say no more than that', async () => {
  const answers = [
    await client.json('/v1/auth/login', '{"login":"a'),
    await client.get('/v1/nothing'),
    await client.send('PATCH', '/v1/auth/login'),
  ];
  expect(answers.map(({ status }) => status)).toEqual([400, 404, 405]);
  for (const { text, headers } of answers) {
    const problem = JSON.parse(text) as { request_id: string };
    expect(problem.request_id).toBe(headers['x-request-id']);
    expect(text).not.toMatch(inner);
  }
});

test('V9: an error in the database is a page with a reference, and a line in the log', async () => {
  await house.stage.sql('RENAME TABLE audit TO audit_elsewhere');
  const page = await client.get('/super/audit');
  const asProgram = await client.get('/super/audit', { accept: 'application/json' });
  await house.stage.sql('RENAME TABLE audit_elsewhere TO audit');
  expect([page.status, asProgram.status]).toEqual([500, 500]);
  expect(page.text).toContain(String(page.headers['x-request-id']));
  expect(page.text.replaceAll(/\/static\/[^"]*/g, '')).not.toMatch(inner);
  expect(asProgram.text).not.toMatch(inner);
  const lines = house.stage.log.lines();
  expect(lines.some((line) => line.request_id === page.headers['x-request-id'])).toBe(true);
  expect((await client.get('/super/audit')).status).toBe(200);
});

test('each request is one line: route, status, who, and never a query', async () => {
  const from = house.stage.log.lines().length;
  const answer = await client.get('/super/audit?q=looking-for-something');
  const lines = house.stage.log.lines().slice(from);
  const request = lines.filter(({ msg, name }) => msg === 'request' && name === 'web');
  expect(request).toHaveLength(1);
  expect(request[0]).toMatchObject({
    method: 'GET',
    route: '/super/audit',
    status: 200,
    request_id: answer.headers['x-request-id'],
    login_id: expect.any(String) as unknown,
  });
  expect(JSON.stringify(lines)).not.toContain('looking-for-something');
  const operations = lines.filter(({ msg }) => msg === 'operation');
  expect(operations.map(({ request_id }) => request_id)).toEqual([
    answer.headers['x-request-id'],
    answer.headers['x-request-id'],
  ]);
});

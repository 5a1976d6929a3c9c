import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes } from '../routes.ts';
import { clientOf, type House, openHouse } from '../testing/house.ts';
import type { Answer } from '../testing/http-client.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse({ WIDGET_ORIGINS: 'https://shop.example,https://b.example:8443' });
});
afterAll(() => house[Symbol.asyncDispose]());

const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': expect.stringContaining('camera=()') as unknown,
  // What is there to be saved may load nothing at all.
  'content-security-policy': expect.stringMatching(/default-src '(self|none)'/) as unknown,
  'cross-origin-resource-policy': expect.stringMatching(/^(same|cross)-origin$/) as unknown,
};

function ancestorsOf(answer: Pick<Answer, 'headers'>): string | undefined {
  const policy = String(answer.headers['content-security-policy']);
  return /frame-ancestors ([^;]+)/.exec(policy)?.[1];
}

test('K7: every address answers with every security header, whatever the status', async () => {
  const { people } = house.stage;
  const clients = [
    house.client(),
    await house.signedIn(await people.superAdmin()),
    await house.signedIn(await people.admin()),
    await house.signedIn(await people.agent()),
  ];
  for (const client of clients) {
    for (const route of routes) {
      const path = route.path.replace(':id', 'nobody');
      const answer =
        route.method === 'GET' ? await client.get(path) : await client.post(path, {}, {});
      expect([path, answer.headers]).toEqual([path, expect.objectContaining(always)]);
      expect(answer.headers['x-powered-by']).toBeUndefined();
    }
    client[Symbol.dispose]();
  }
});

test('K7: errors, files and requests nobody can read have them too', async () => {
  using client = house.client();
  const css = await client.get('/static/styles/base.css');
  expect(css.headers).toMatchObject(always);
  for (const [method, path] of [
    ['GET', '/nothing'],
    ['DELETE', '/login'],
    ['GET', '/%zz'],
    ['GET', '/static/nothing.css'],
    ['POST', '/v1/nothing'],
  ] as const) {
    const answer = await client.send(method, path);
    expect(answer.status).toBeGreaterThanOrEqual(404);
    expect(answer.headers).toMatchObject(always);
  }
  for (const bytes of [
    'no http at all\r\n\r\n',
    `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`,
    'GET / HTTP/1.1\r\n\r\n',
    'POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\nConnection: close\r\n\r\n',
  ]) {
    const socket = connect(house.web.port, '127.0.0.1');
    socket.end(bytes);
    const answer = (await text(socket)).toLowerCase();
    expect(answer).toMatch(/^http\/1\.1 4\d\d/);
    for (const name of Object.keys(always)) expect(answer).toContain(`\r\n${name}: `);
  }
});

test('A9: no page may be framed, but for the widget’s', async () => {
  const { people } = house.stage;
  using nobody = house.client();
  using boss = await house.signedIn(await people.superAdmin());
  for (const { path, method } of routes) {
    if (method !== 'GET' || path === '/widget') continue;
    for (const client of [nobody, boss]) {
      const answer = await client.get(path);
      expect([path, ancestorsOf(answer)]).toEqual([path, "'none'"]);
      expect(answer.headers['x-frame-options']).toBe('DENY');
    }
  }
});

test('W4: the widget’s frame opens in our own pages and in listed sites, exactly', async () => {
  using client = house.client();
  const answer = await client.get('/widget');
  const { port } = house.web;
  expect(ancestorsOf(answer)?.split(' ')).toEqual([
    `http://127.0.0.1:${port}`,
    `http://localhost:${port}`,
    'https://shop.example',
    'https://b.example:8443',
  ]);
  expect(answer.headers['x-frame-options']).toBeUndefined();
});

test.for([
  ['https://shop.example', 200, 'https://shop.example'],
  ['https://b.example:8443', 200, 'https://b.example:8443'],
  ['https://shop.example.evil', 403, undefined],
  ['https://evil-shop.example', 403, undefined],
  ['http://shop.example', 403, undefined],
  ['https://shop.example:444', 403, undefined],
  ['https://b.example', 403, undefined],
  ['null', 403, undefined],
] as const)(
  'W4: a page of %s that asks for a chat session gets %i',
  async ([origin, status, cors]) => {
    using client = house.client();
    const headers = { origin, 'sec-fetch-site': 'cross-site' };
    const answer = await client.json('/v1/chat/session', {}, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers['access-control-allow-origin']).toBe(cors);
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    const asked = { ...headers, 'access-control-request-method': 'POST' };
    const preflight = await client.send('OPTIONS', '/v1/chat/session', asked);
    expect(preflight.status).toBe(status === 200 ? 204 : 403);
    expect(preflight.headers['access-control-allow-origin']).toBe(cors);
  },
);

test('W4: no other address is open to other origins', async () => {
  using client = house.client();
  const headers = { origin: 'https://shop.example', 'sec-fetch-site': 'cross-site' };
  const body = { login: 'a@example.com', password: 'x' };
  expect((await client.json('/v1/auth/login', body, headers)).status).toBe(403);
  const read = await client.get('/v1/automations', headers);
  expect(read.headers['access-control-allow-origin']).toBeUndefined();
});

test('over https the widget’s policy names https and wss', async () => {
  const web = await house.anotherWeb({ PUBLIC_URL: 'https://chat.example.com' });
  using client = clientOf(house.stage, `http://127.0.0.1:${web.port}`);
  const answer = await client.get('/widget');
  expect(ancestorsOf(answer)).toContain('https://chat.example.com');
  expect(answer.headers['content-security-policy']).toContain('wss://chat.example.com');
});

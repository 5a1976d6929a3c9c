import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSocket } from '../../internal/testing/socket.ts';
import type { Stage } from '../../internal/testing/stage.ts';
import type { StartedWeb } from '../../internal/testing/starters.ts';
import { type House, openHouse } from '../testing/house.ts';
import type { HttpClient } from '../testing/http-client.ts';

let house: House;
let stage: Stage;
let web: StartedWeb;
let client: HttpClient;
beforeAll(async () => {
  house = await openHouse({}, { relay: true });
  ({ stage, web } = house);
  client = house.client();
});
afterAll(async () => {
  client[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});

type Tokens = { token: string; refresh_token: string; expires_at: string; user: { name: string } };

function tokensOf(text: string): Tokens {
  const tokens = JSON.parse(text) as Tokens;
  stage.canaries.note(tokens.token, 'a token');
  stage.canaries.note(tokens.refresh_token, 'a refresh token');
  return tokens;
}

test('a visitor gets an identity of their own, which opens the socket and is renewed', async () => {
  const made = await client.json('/v1/chat/session', { nickname: 'Ada' });
  expect(made.status).toBe(200);
  const tokens = tokensOf(made.text);
  expect(tokens.user).toMatchObject({ name: 'Ada', role: 'user' });
  expect(Date.parse(tokens.expires_at) - Date.now()).toBeLessThanOrEqual(15 * 60_000);
  using socket = await openSocket(web.url);
  await socket.hello(tokens.token);
  const refreshed = await client.json('/v1/auth/refresh', { refresh_token: tokens.refresh_token });
  expect(refreshed.status).toBe(200);
  expect(tokensOf(refreshed.text).user).toEqual(tokens.user);
  const wrong = await client.json('/v1/auth/refresh', { refresh_token: 'nothing-of-this-kind' });
  expect(wrong.status).toBe(401);
  expect(made.headers['set-cookie']).toBeUndefined();
});

test('W10: two visitors are never one, with or without a nickname', async () => {
  const ask = async () => tokensOf((await client.json('/v1/chat/session', '')).text);
  const [one, two] = [await ask(), await ask()];
  expect(one.refresh_token).not.toBe(two.refresh_token);
});

test.for([
  [{ nickname: '\u202eevil' }],
  [{ nickname: 'x'.repeat(81) }],
  [{ nickname: 7 }],
  [{ org: 'a.b' }],
  [{ role: 'agent' }],
])('a chat session for %j is refused, with the field and the reason', async ([body]) => {
  const answer = await client.json('/v1/chat/session', body);
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.text)).toMatchObject({ code: 'invalid', status: 400 });
});

test('an organisation that is none is not found', async () => {
  expect((await client.json('/v1/chat/session', { org: 'nowhere' })).status).toBe(404);
});

test('programs sign in by JSON, with the tokens that the contract names', async () => {
  const agent = await stage.people.agent();
  const answer = await client.json('/v1/auth/login', {
    login: agent.email,
    password: agent.password,
  });
  expect(answer.status).toBe(200);
  expect(tokensOf(answer.text).user).toMatchObject({ id: agent.id, role: 'agent' });
  expect(Object.keys(JSON.parse(answer.text) as object).sort()).toEqual([
    'expires_at',
    'refresh_token',
    'token',
    'user',
  ]);
  const wrong = await client.json('/v1/auth/login', {
    login: agent.email,
    password: stage.canaries.password(),
  });
  expect(wrong.status).toBe(401);
  expect(wrong.headers['content-type']).toContain('application/problem+json');
});

test('a browser that is signed in gets a socket token, from our own pages only', async () => {
  const agent = await stage.people.agent();
  using browser = house.client();
  const { email, password } = agent;
  await browser.post('/login', { email, password });
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const ask = (headers: Record<string, string>) => client.json('/v1/auth/socket', {}, headers);
  const given = await ask({ cookie, origin: web.url, 'sec-fetch-site': 'same-origin' });
  expect(given.status).toBe(200);
  const { token } = JSON.parse(given.text) as Tokens;
  using socket = await openSocket(web.url, { origin: web.url });
  await socket.hello(stage.canaries.note(token, 'a token'));
  expect((await ask({ cookie })).status).toBe(403);
  expect((await ask({ cookie, origin: 'https://evil.example' })).status).toBe(403);
  expect((await ask({ origin: web.url })).status).toBe(401);
});

test('the chat page learns which automations there are, and whether they run', async () => {
  const { automations } = JSON.parse((await client.get('/v1/automations')).text) as {
    automations: { name: string; title: string; running: boolean }[];
  };
  expect(automations.map(({ name }) => name).sort()).toEqual(['chat-bot', 'mat-bot']);
  expect(automations.some(({ running }) => running)).toBe(false);
});

test.each(['/chat', '/widget', '/chat/form', '/v1/automations'])(
  'D3: %s offers the automations of the organisation that is asked for',
  async (path) => {
    const org = `north${path.replaceAll('/', '-')}`;
    await stage.people.organisation(org);
    await stage.people.automation(`bot-of-${org}`, 'Guide', org);
    const theirs = (await client.get(`${path}?org=${org}`)).text;
    expect(theirs).toContain(`"bot-of-${org}"`);
    expect(theirs).not.toContain('chat-bot');
    const ours = (await client.get(path)).text;
    expect(ours).toContain('"chat-bot"');
    expect(ours).not.toContain(`bot-of-${org}`);
  },
);

test('the demo embeds the widget from the other loopback name', async () => {
  const { port } = web;
  const shop = await client.get('/demo', { host: `localhost:${port}` });
  expect(shop.text).toContain(`http://127.0.0.1:${port}/widget.js`);
  const other = await client.get('/demo', { host: `127.0.0.1:${port}` });
  expect(other.text).toContain(`http://localhost:${port}/widget.js`);
  const loader = await client.get('/widget.js');
  expect(loader.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'public, max-age=300',
  });
});

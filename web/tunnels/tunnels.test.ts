import { createServer, type AddressInfo, type Socket } from 'node:net';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSocket } from '../../internal/testing/socket.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import type { StartedRelay, StartedWeb } from '../../internal/testing/starters.ts';

let stage: Stage;
let web: StartedWeb;
let relays: StartedRelay[];
let relayUrls: string[];
beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  relays = [await stage.startRelay(), await stage.startRelay()];
  relayUrls = relays.map(({ url }) => url);
  web = await stage.startWeb({
    RELAY_URLS: relayUrls.join(','),
    WIDGET_ORIGINS: 'https://a.example',
  });
});
afterAll(() => stage[Symbol.asyncDispose]());

const another = (env: Record<string, string | undefined>) =>
  stage.startWeb({ WEB_PORT: '0', PUBLIC_URL: undefined, ...env });

/** The head of the answer to a handshake with these headers. */
async function handshake(port: number, headers: string[], path = '/ws'): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const usual = [`Host: 127.0.0.1:${port}`, 'Connection: Upgrade', 'Upgrade: websocket'];
  const key = ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
  socket.write(`${[`GET ${path} HTTP/1.1`, ...usual, ...key, ...headers].join('\r\n')}\r\n\r\n`);
  setTimeout(() => socket.end(), 400);
  return text(socket);
}

test('frames go through to a relay and back', async () => {
  const visitor = await stage.people.visitor('Ada');
  using socket = await openSocket(web.url, { origin: web.url });
  const welcome = await socket.hello(visitor.token);
  expect(welcome.user).toMatchObject({ name: 'Ada' });
  using alias = await openSocket(web.url, { origin: web.url.replace('127.0.0.1', 'localhost') });
  await alias.hello(visitor.token);
});

test.for<[string, string]>([
  ['another site', 'Origin: https://evil.example'],
  ['an opaque origin', 'Origin: null'],
  ['a look-alike', 'Origin: http://127.0.0.1.evil.example'],
  ['another port', 'Origin: http://127.0.0.1:1'],
  ['a site that may embed the widget, whose frame is ours', 'Origin: https://a.example'],
  ['nobody knows where, with a cookie', 'Cookie: natter_session=s%3Aabc.def'],
])('R1: a socket from %s is refused before the upgrade', async ([, header]) => {
  const answer = await handshake(web.port, [header]);
  expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
  expect(answer.toLowerCase()).toContain("\r\ncontent-security-policy: default-src 'self'");
  expect(answer.toLowerCase()).toContain('\r\nx-content-type-options: nosniff');
});

test('R1: a cookie opens nothing without a token', async () => {
  const agent = await stage.people.agent();
  const body = new URLSearchParams({ email: agent.email, password: agent.password });
  const signedIn = await fetch(`${web.url}/login`, {
    method: 'POST',
    headers: { origin: web.url },
    body,
    redirect: 'manual',
  });
  const cookie = signedIn.headers.getSetCookie().map((line) => line.split(';')[0]);
  const headers = { cookie: cookie.join('; ') };
  using socket = await openSocket(web.url, { origin: web.url, headers });
  socket.send({ op: 'hello', token: 'none' });
  expect((await socket.closed).code).toBe(4401);
});

test('S10: a token in the address opens nothing; other addresses have no socket', async () => {
  const { token } = await stage.people.visitor();
  expect(await handshake(web.port, [], `/ws?token=${token}`)).toMatch(/^HTTP\/1\.1 404/);
  expect(await handshake(web.port, [], '/chat')).toMatch(/^HTTP\/1\.1 404/);
  expect(await handshake(web.port, [], '/WS')).toMatch(/^HTTP\/1\.1 404/);
});

test.for(['X-Natter-Address: 203.0.113.1', 'X-Natter-Via: guess'])(
  'L3: a client that sends %s is refused',
  async (header) => {
    expect(await handshake(web.port, [header])).toMatch(/^HTTP\/1\.1 400/);
  },
);

test('the relay learns the address and the request’s id, and gets no cookie', async () => {
  let head = '';
  const listener = createServer((socket: Socket) => {
    socket.once('data', (bytes: Buffer) => {
      head = bytes.toString();
      socket.end('HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\n\r\n');
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  const proxied = await another({
    RELAY_URLS: `http://127.0.0.1:${port}`,
    TRUST_PROXY: '127.0.0.1',
  });
  const answer = await handshake(proxied.port, [
    'X-Forwarded-For: 203.0.113.9',
    `Origin: ${proxied.url}`,
    'Cookie: a=b',
    'Authorization: Bearer abc',
  ]);
  expect(answer).toMatch(/^HTTP\/1\.1 429 [^]*\r\nRetry-After: 7\r\n/);
  const [, requestId = ''] = /x-request-id: ([0-9a-f-]{36})/i.exec(answer) ?? [];
  expect(head).toMatch(/^GET \/ws HTTP\/1\.1\r\n/);
  expect(head).toContain('x-natter-address: 203.0.113.9\r\n');
  expect(head).toContain(`x-natter-via: ${stage.env.RELAY_SECRET}\r\n`);
  expect(head).toContain(`x-request-id: ${requestId}\r\n`);
  expect(head).not.toMatch(/cookie|authorization|forwarded/i);
  await new Promise((resolve) => listener.close(resolve));
});

test('a relay that is down is passed over, and one that comes back is used again', async () => {
  const gone = 'http://127.0.0.1:1';
  const proxied = await another({ RELAY_URLS: [gone, ...relayUrls].join(',') });
  const visitor = await stage.people.visitor();
  for (let i = 0; i < 4; i++) {
    using socket = await openSocket(proxied.url);
    await socket.hello(visitor.token);
  }
  expect((await fetch(`${proxied.url}/readyz`)).status).toBe(200);
});

test('with no relay at all the socket is refused for a while, and web is not ready', async () => {
  const lonely = await another({ RELAY_URLS: 'http://127.0.0.1:1' });
  const answer = await handshake(lonely.port, []);
  expect(answer).toMatch(/^HTTP\/1\.1 503 [^]*\r\nRetry-After: \d+\r\n/);
  expect((await fetch(`${lonely.url}/readyz`)).status).toBe(503);
  expect((await fetch(`${lonely.url}/chat`)).status).toBe(200);
});

test('sockets are spread over the relays by how many each has', async () => {
  const proxied = await another({ RELAY_URLS: relayUrls.join(',') });
  const visitor = await stage.people.visitor();
  const counts = () => Promise.all(relays.map(({ metrics }) => metrics.total(gauge)));
  const gauge = 'natter_relay_sockets';
  const before = await counts();
  using stack = new DisposableStack();
  for (let i = 0; i < 4; i++) {
    const socket = stack.use(await openSocket(proxied.url));
    await socket.hello(visitor.token);
  }
  const after = await counts();
  expect(after.map((count, i) => count - (before[i] ?? 0))).toEqual([2, 2]);
  expect(await proxied.metrics.total('natter_web_sockets')).toBe(4);
});

test('web that ends lets go of its sockets', async () => {
  const ending = await another({ RELAY_URLS: relayUrls.join(',') });
  const visitor = await stage.people.visitor();
  using socket = await openSocket(ending.url);
  await socket.hello(visitor.token);
  const started = performance.now();
  await ending[Symbol.asyncDispose]();
  await socket.closed;
  expect(performance.now() - started).toBeLessThan(5000);
});

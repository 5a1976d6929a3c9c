import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askRaw, handshakeLines } from '../../internal/testing/raw-socket.ts';
import { enter, startLimitedRelay, until } from '../../internal/testing/rooms.ts';
import { openSocket } from '../../internal/testing/socket.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import type { StartedRelay } from '../start-relay.ts';

let stage: Stage;
let relay: StartedRelay;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  relay = await stage.startRelay();
});
afterAll(() => stage[Symbol.asyncDispose]());

async function statusFor(headers: Record<string, string>, path = '/ws'): Promise<number> {
  const answer = await askRaw(relay.url, handshakeLines(headers, path));
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
}

test('R1 W4: a page of another origin is refused before the upgrade', async () => {
  const own = stage.env.PUBLIC_URL!;
  const strangers = [
    'null',
    'https://good.com.evil',
    'http://127.0.0.1.evil.test',
    `${own}.evil.test`,
    `${own}/`,
    own.replace('http:', 'https:'),
    own.replace(/\d+$/, '1'),
    'http://evil.test',
    'file://',
    '*',
  ];
  for (const Origin of strangers) {
    const status = await statusFor({ Origin, Cookie: 'natter_session=x' });
    expect([Origin, status]).toEqual([Origin, 403]);
  }
  for (const name of ['127.0.0.1', 'localhost']) {
    using socket = await openSocket(relay.url, { origin: own.replace('127.0.0.1', name) });
    expect(socket.received).toEqual([]);
  }
});

test('R1: two Origins are none', async () => {
  const lines = handshakeLines({ Origin: stage.env.PUBLIC_URL! });
  const answer = await askRaw(relay.url, [...lines, 'Origin: http://evil.test']);
  expect(answer).toMatch(/^HTTP\/1\.1 403 /);
});

test('R1: a cookie without an Origin is no way in, and with one it is worth nothing', async () => {
  expect(await statusFor({ Cookie: 'natter_session=x' })).toBe(403);
  const { token } = await stage.people.visitor();
  using socket = await openSocket(relay.url, {
    origin: stage.env.PUBLIC_URL,
    headers: { cookie: `natter_session=${token}`, authorization: `Bearer ${token}` },
  });
  socket.send({ op: 'start', with: 'person' });
  expect((await socket.closed).code).toBe(4401);
});

test('nothing but /ws is upgraded, and only as the protocol says', async () => {
  expect(await statusFor({}, '/')).toBe(404);
  expect(await statusFor({}, '/ws/')).toBe(404);
  expect(await statusFor({}, '/healthz')).toBe(404);
  expect(await statusFor({ Upgrade: 'h2c' })).toBe(400);
  expect(await statusFor({ 'Sec-WebSocket-Version': '7' })).toBe(426);
  expect(await statusFor({ 'Sec-WebSocket-Key': 'short' })).toBe(400);
});

test('K7: every answer that is no websocket carries the headers of a careful server', async () => {
  const refused = await askRaw(relay.url, handshakeLines({ Origin: 'http://evil.test' }));
  const asked = async (path: string) => {
    const response = await fetch(`${relay.url}${path}`);
    return `${response.status}\n${[...response.headers].map((pair) => pair.join(': ')).join('\n')}`;
  };
  for (const answer of [refused, await asked('/healthz'), await asked('/nothing')]) {
    expect(answer.toLowerCase()).toContain("content-security-policy: default-src 'none'");
    expect(answer.toLowerCase()).toContain('x-content-type-options: nosniff');
    expect(answer.toLowerCase()).toContain('referrer-policy: no-referrer');
  }
});

test('K4: healthz says ok, everything else of HTTP is not there', async () => {
  const health = await fetch(`${relay.url}/healthz`);
  expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }]);
  for (const path of ['/', '/metrics', '/.git/config', '/healthz/x', '/healthz?x=1']) {
    const { status } = await fetch(`${relay.url}${path}`);
    expect([path, status]).toEqual([path, 404]);
  }
  expect((await fetch(`${relay.url}/healthz`, { method: 'POST', body: 'x' })).status).toBe(405);
});

test('R12: an address has so many sockets, a relay too; then it is 503', async () => {
  const small = await stage.startRelay({ LIMIT_ADDRESS_SOCKETS: '2', LIMIT_SOCKETS: '3' });
  const via = { 'x-natter-via': stage.env.RELAY_SECRET! };
  const from = (address: string) => ({ headers: { ...via, 'x-natter-address': address } });
  using first = await openSocket(small.url, from('192.0.2.1'));
  using second = await openSocket(small.url, from('192.0.2.1'));
  await expect(openSocket(small.url, from('192.0.2.1'))).rejects.toThrow('HTTP 503');
  using third = await openSocket(small.url, from('192.0.2.2'));
  await expect(openSocket(small.url, from('192.0.2.3'))).rejects.toThrow('HTTP 503');
  const refused = await askRaw(small.url, handshakeLines());
  expect(refused).toMatch(/^Retry-After: \d+\r$/m);
  for (const socket of [first, second, third]) socket[Symbol.dispose]();
  await until(async () => {
    const again = await openSocket(small.url, from('192.0.2.3')).catch(() => null);
    again?.[Symbol.dispose]();
    return again !== null;
  });
});

test('L3: without the secret an address is not believed', async () => {
  const small = await stage.startRelay({ LIMIT_ADDRESS_SOCKETS: '1' });
  const from = (address: string, secret: string) => ({
    headers: { 'x-natter-address': address, 'x-natter-via': secret },
  });
  using first = await openSocket(small.url, from('192.0.2.1', 'guess'));
  await expect(openSocket(small.url, from('192.0.2.2', 'guess'))).rejects.toThrow('HTTP 503');
  expect(first.received).toEqual([]);
});

test('R12: who dawdles at the handshake is disconnected', async () => {
  const strict = await startLimitedRelay(stage, { handshakeTimeoutMs: 1000 });
  const { port } = new URL(strict.url);
  const half = 'GET /ws HTTP/1.1\r\nHost: x\r\n';
  const ends = ['', half, `${half}Upgrade: websocket\r\nConnection: Upg`].map(async (bytes) => {
    const socket = connect({ host: '127.0.0.1', port: Number(port) });
    socket.on('error', () => undefined);
    socket.resume();
    socket.write(bytes);
    const drip = setInterval(() => bytes && socket.writable && socket.write('X'), 100);
    const begun = performance.now();
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(drip);
    return performance.now() - begun;
  });
  for (const tookMs of await Promise.all(ends)) expect(tookMs).toBeLessThan(5000);
  using still = await enter(strict.url, (await stage.people.visitor()).token);
  expect(still.welcome.op).toBe('welcome');
});

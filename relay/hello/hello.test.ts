import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enter, startLimitedRelay } from '../../internal/testing/rooms.ts';
import { openSocket } from '../../internal/testing/socket.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';

let stage: Stage;
let url: string;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  url = (await stage.startRelay({ LIMIT_PERSON_SOCKETS: '3' })).url;
});
afterAll(() => stage[Symbol.asyncDispose]());

/** What a socket that says this first is closed with. */
async function closeCodeFor(first: object | string): Promise<number> {
  using socket = await openSocket(url);
  socket.send(first);
  return (await socket.closed).code;
}

function claimsOf(token: string): Record<string, unknown> {
  const [, claims] = token.split('.');
  return JSON.parse(Buffer.from(claims!, 'base64url').toString()) as Record<string, unknown>;
}

test('welcome says who it is, where they sit and how often it pings', async () => {
  const visitor = await stage.people.visitor('Ada');
  using socket = await enter(url, visitor.token);
  expect(socket.welcome).toEqual({
    op: 'welcome',
    user: { id: visitor.id, name: 'Ada', role: 'user', org: 'main', online: false },
    store: expect.any(String) as unknown,
    channels: [],
    agents_online: false,
    ping_s: 20,
  });
  socket.send({ op: 'start', with: 'chat-bot' });
  const { channel_id } = await socket.next('started');
  using second = await enter(url, visitor.token);
  expect(second.welcome['channels']).toEqual([
    {
      id: channel_id,
      kind: 'conversation',
      name: 'Word reverser',
      head: 0,
      seen: 0,
      conversation: expect.objectContaining({ state: 'bot' }) as unknown,
    },
  ]);
});

test('R2: no token, a garbled one and a number are 4401', async () => {
  const visitor = await stage.people.visitor();
  const { token } = visitor;
  const flipped = token.slice(0, -3) + (token.endsWith('AAA') ? 'BBB' : 'AAA');
  for (const bad of ['', 'x', 'a.b.c', flipped, `${token}x`, token.slice(0, -1)]) {
    expect(await closeCodeFor({ op: 'hello', token: bad })).toBe(4401);
  }
  expect(await closeCodeFor({ op: 'hello' })).toBe(4401);
  expect(await closeCodeFor({ op: 'hello', token: 7 })).toBe(4401);
  expect(await closeCodeFor({ op: 'hello', token: { token } })).toBe(4401);
});

test('R2: tokens that somebody else signed, or nobody, are 4401', async () => {
  const { token } = await stage.people.visitor();
  const claims = claimsOf(token);
  const { privateKey } = generateKeyPairSync('ed25519');
  const foreign = await new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA' }).sign(privateKey);
  const shared = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .sign(randomBytes(32));
  const [, body] = token.split('.');
  const header = Buffer.from('{"alg":"none"}').toString('base64url');
  for (const bad of [foreign, shared, `${header}.${body}.`]) {
    expect(await closeCodeFor({ op: 'hello', token: bad })).toBe(4401);
  }
});

test('R2: a token that has expired is 4401', async () => {
  const { token } = await stage.people.visitor();
  const key = stage.env.TOKEN_KEY!;
  const der = Buffer.concat([
    Buffer.from('302e020100300506032b657004220420', 'hex'),
    Buffer.from(key, 'base64url'),
  ]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const now = Math.floor(Date.now() / 1000);
  const sign = (exp: number) =>
    new SignJWT({ ...claimsOf(token), iat: now - 1000, exp })
      .setProtectedHeader({ alg: 'EdDSA' })
      .sign(privateKey);
  expect(await closeCodeFor({ op: 'hello', token: await sign(now - 61) })).toBe(4401);
  using late = await enter(url, stage.canaries.note(await sign(now + 1), 'a token'));
  expect(late.welcome['op']).toBe('welcome');
});

test('R2: a token of a login that ended is 4401', async () => {
  const visitor = await stage.people.visitor();
  await (await stage.call.web()).logins.endLogin({}, { login: visitor.login });
  expect(await closeCodeFor({ op: 'hello', token: visitor.token })).toBe(4401);
});

test('R3: a deactivated agent and an older sign-in of theirs stay out', async () => {
  const agent = await stage.people.agent();
  const { token } = await stage.people.signIn(agent);
  await stage.sql('UPDATE people SET active = FALSE WHERE id = ?', [agent.id]);
  expect(await closeCodeFor({ op: 'hello', token })).toBe(4401);
  const other = await stage.people.agent();
  const older = await stage.people.signIn(other);
  await stage.sql('UPDATE people SET auth_version = auth_version + 1 WHERE id = ?', [other.id]);
  expect(await closeCodeFor({ op: 'hello', token: older.token })).toBe(4401);
});

test('R2: a token in the address opens nothing', async () => {
  const { token } = await stage.people.visitor();
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?token=${token}`);
  const status = new Promise((resolve) =>
    socket.once('unexpected-response', (_request, { statusCode }) => resolve(statusCode)),
  );
  socket.on('error', () => undefined);
  expect(await status).toBe(404);
  socket.terminate();
});

test('R4: whatever comes before hello is 4401', async () => {
  const frames = [
    { op: 'send', id: 'a', channel_id: 'c', to: '*', type: 'text', data: 'x' },
    { op: 'open', channel_id: 'c', after: 0 },
    { op: 'start', with: 'person' },
    { op: 'typing', channel_id: 'c' },
    { op: 'nothing' },
  ];
  for (const frame of frames) expect(await closeCodeFor(frame)).toBe(4401);
});

test('what a client sends right behind hello is done after welcome, in order', async () => {
  const visitor = await stage.people.visitor();
  using socket = await openSocket(url);
  socket.send({ op: 'hello', token: visitor.token });
  socket.send({ op: 'start', with: 'person' });
  await socket.next('started');
  const done = socket.received.filter(({ position }) => position === undefined);
  expect(done.map(({ op }) => op)).toEqual(['welcome', 'caught_up', 'started']);
});

test('a second hello is a bad frame', async () => {
  const visitor = await stage.people.visitor();
  using socket = await enter(url, visitor.token);
  socket.send({ op: 'hello', token: visitor.token });
  expect(await socket.next('error')).toMatchObject({ code: 'invalid' });
});

test('who says no hello is closed with 4408', async () => {
  const relay = await startLimitedRelay(stage, { helloTimeoutMs: 100 });
  using socket = await openSocket(relay.url);
  expect((await socket.closed).code).toBe(4408);
});

test('R12: a person has so many sockets and no more', async () => {
  const visitor = await stage.people.visitor();
  using first = await enter(url, visitor.token);
  using second = await enter(url, visitor.token);
  using third = await enter(url, visitor.token);
  expect(await closeCodeFor({ op: 'hello', token: visitor.token })).toBe(1013);
  first[Symbol.dispose]();
  await first.closed;
  await new Promise((resolve) => setTimeout(resolve, 50));
  using fourth = await enter(url, visitor.token);
  expect([second, third, fourth].map(({ welcome }) => welcome.op)).toEqual(
    Array(3).fill('welcome'),
  );
});

test('without dbmgr a hello is asked to come again', async () => {
  await using own = await openStage();
  const dbmgr = await own.startDbmgr();
  const relay = await startLimitedRelay(own, { readPatienceMs: 300 });
  const visitor = await own.people.visitor();
  await dbmgr[Symbol.asyncDispose]();
  using socket = await openSocket(relay.url);
  socket.send({ op: 'hello', token: visitor.token });
  expect((await socket.closed).code).toBe(1013);
});

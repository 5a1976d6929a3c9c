import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SignedIn } from '../../internal/testing/people.ts';
import { routes } from '../routes.ts';
import type { Route } from '../routing/route.ts';
import { type House, openHouse } from '../testing/house.ts';
import type { Answer, HttpClient } from '../testing/http-client.ts';

let house: House;
let agent: SignedIn;
let client: HttpClient;
beforeAll(async () => {
  house = await openHouse({ LIMIT_ACCOUNT_REQUESTS: '100000', LIMIT_ADDRESS_REQUESTS: '100000' });
  agent = await house.stage.people.signIn(await house.stage.people.agent());
  client = house.client();
});
afterAll(async () => {
  client[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});

const forPrograms = routes.filter(({ path }) => path.startsWith('/v1/'));
const api = forPrograms.filter((route) => route.door === 'api');
/** Those whose body is read whoever asks. */
const writes = forPrograms.filter(
  (route) => route.method !== 'GET' && (route.door === 'api' || route.who === 'anyone'),
);
const paths = [...new Set(forPrograms.map(({ path }) => path))];
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

const fill = (path: string) =>
  path
    .replace(':seq', '1')
    .replace(':emoji', encodeURIComponent('👍'))
    .replaceAll(/:\w+/g, () => randomUUID());
const named = (route: Route) => [`${route.method} ${route.path}`, route] as const;
const bearer = () => ({ authorization: `Bearer ${agent.token}` });

function ask(method: string, path: string, headers = {}, body?: string): Promise<Answer> {
  const all: Record<string, string> = { ...bearer(), ...headers };
  if (body !== undefined) all['content-length'] = String(Buffer.byteLength(body));
  return client.send(method, path, all, body);
}

function problemOf(answer: Answer): { status: number; code: string; errors?: unknown[] } {
  expect(answer.headers['content-type']).toContain('application/problem+json');
  const problem = JSON.parse(answer.text) as ReturnType<typeof problemOf>;
  expect(problem).toMatchObject({
    status: answer.status,
    request_id: expect.any(String) as string,
  });
  return problem;
}

describe.each(paths)('V2: %s', (path) => {
  const served = forPrograms.filter((route) => route.path === path);
  const allowed = served.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));

  test('answers no other spelling of itself', async () => {
    const plain = fill(path);
    const [method] = served.map((route) => route.method);
    for (const spelling of [
      `${plain}/`,
      `/${plain}`,
      plain.replace('/v1/', '/v1//'),
      plain.replace('/v1/', '/v1/./'),
      plain.replace('/v1/', '/v1/../v1/'),
      plain.replace('/v1/', '/v1/%2e/'),
      plain.replace('/v1/', '/v1%2f'),
      plain.replace(/.$/, (last) => `%${last.charCodeAt(0).toString(16)}`),
      `${plain};a=b`,
      plain.replace('/v1/', '/V1/'),
      plain.replace('/v1/', '/v2/'),
      plain.toUpperCase(),
    ]) {
      expect([spelling, (await ask(method!, spelling)).status]).toEqual([spelling, 404]);
    }
  });

  test('takes its own methods alone, and names them', async () => {
    for (const method of [...methods, 'TRACE', 'PROPFIND'].filter(
      (one) => !allowed.includes(one),
    )) {
      const answer = await ask(method, fill(path), { 'x-http-method-override': allowed[0]! });
      expect([method, answer.status]).toEqual([method, 405]);
      expect(problemOf(answer).code).toBe('invalid');
      if (methods.includes(method)) {
        expect(answer.headers.allow?.split(', ')).toEqual(expect.arrayContaining(allowed));
      }
    }
  });
});

test.each(api.map(named))(
  '%s needs a token, never a cookie, and tells its limits',
  async (_, route) => {
    const cookie = 'natter_session=s%3Ax.y';
    const answer = await client.send(route.method, fill(route.path), { cookie });
    expect(answer.status).toBe(401);
    expect(problemOf(answer).code).toBe('unauthenticated');
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.headers.ratelimit).toMatch(/^"address";r=\d+;t=\d+$/);
    const inAddress = `${fill(route.path)}?access_token=${agent.token}`;
    expect((await client.send(route.method, inAddress)).status).toBe(401);
  },
);

test.each(api.map(named))(
  '%s takes names once, and none that it does not know',
  async (_, route) => {
    for (const search of [
      'limit=1&limit=2',
      'nothing=1',
      '_method=DELETE',
      'limit[]=1',
      '__proto__=1',
    ]) {
      const answer = await ask(route.method, `${fill(route.path)}?${search}`);
      expect([search, answer.status]).toEqual([search, 400]);
      const [path] = search.split('=');
      expect(problemOf(answer).errors).toContainEqual(expect.objectContaining({ path }));
    }
  },
);

test.each(api.filter(({ method }) => method === 'GET').map(named))(
  'V2: HEAD of %s answers what GET does, without the body',
  async (_, route) => {
    const path = fill(route.path);
    const [get, head] = [await ask('GET', path), await ask('HEAD', path)];
    expect([head.status, head.text]).toEqual([get.status, '']);
    expect(head.headers['content-type']).toBe(get.headers['content-type']);
  },
);

test.each(api.map(named))('OPTIONS of %s says what is taken there', async (_, route) => {
  const answer = await client.send('OPTIONS', fill(route.path));
  expect(answer.status).toBe(204);
  expect(answer.headers.allow?.split(', ')).toContain(route.method);
  expect(answer.headers['access-control-allow-origin']).toBeUndefined();
});

describe.each(writes.map(named))('V7: %s', (_, route) => {
  const json = { 'content-type': 'application/json' };
  const limit = route.door === 'api' ? route.maxBodyBytes : 4096;

  test.each([
    ['text/plain', { 'content-type': 'text/plain' }, '{}'],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'a=b'],
    ['no type', {}, '{}'],
    ['XML', { 'content-type': 'application/xml' }, '<a/>'],
    ['a packed body', { ...json, 'content-encoding': 'gzip' }, gzipSync('{}').toString('latin1')],
    ['two types', { 'content-type': 'text/plain, application/json' }, '{}'],
  ])('415 for %s', async (_name, headers, body) => {
    const answer = await ask(route.method, fill(route.path), headers, body);
    expect(answer.status).toBe(415);
    problemOf(answer);
  });

  test('413 for more than it takes', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(limit) });
    const answer = await ask(route.method, fill(route.path), json, body);
    expect(answer.status).toBe(413);
    expect(problemOf(answer).code).toBe('too_large');
  });

  test.each(['[]', '"text"', 'null', '1', '{', '', '{"a":1,}', '{"nobody-asked-for":1}'])(
    '400 for the body %j',
    async (body) => {
      if (body === '') return;
      const answer = await ask(route.method, fill(route.path), json, body);
      expect(answer.status).toBe(400);
      expect(problemOf(answer).code).toBe('invalid');
    },
  );

  test('403 for a page of elsewhere', async () => {
    const headers = { ...json, origin: 'https://elsewhere.example' };
    expect((await ask(route.method, fill(route.path), headers, '{}')).status).toBe(403);
  });
});

test('V7: a request with two lengths is refused, and nothing behind it is answered', async () => {
  const head = 'POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  const hidden = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
  for (const lengths of [
    'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n',
    'Content-Length: 4\r\nContent-Length: 40\r\n',
    'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n',
    'Transfer-Encoding: xchunked\r\n',
  ]) {
    const answer = await sendRaw(`${head}${lengths}\r\n0\r\n\r\n${hidden}`);
    expect([lengths, answer.slice(0, 12)]).toEqual([lengths, 'HTTP/1.1 400']);
    expect(answer.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
  }
});

function sendRaw(text: string): Promise<string> {
  const socket = connect(house.web.port, '127.0.0.1', () => socket.write(text));
  const { promise, resolve } = Promise.withResolvers<string>();
  let answer = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => (answer += chunk));
  socket.on('error', () => undefined);
  socket.on('close', () => resolve(answer));
  return promise;
}

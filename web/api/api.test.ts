import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SignedIn } from '../../internal/testing/people.ts';
import { type House, openHouse } from '../testing/house.ts';
import type { HttpClient } from '../testing/http-client.ts';

let house: House;
let agent: SignedIn;
let client: HttpClient;
beforeAll(async () => {
  house = await openHouse();
  agent = await house.stage.people.signIn(await house.stage.people.agent());
  client = house.client();
});
afterAll(async () => {
  client[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});

const bearer = () => ({ authorization: `Bearer ${agent.token}` });

test('an answer stands in `data`, and says how the limits stand', async () => {
  const answer = await client.get('/v1/me', bearer());
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.text)).toMatchObject({ data: { id: agent.id, role: 'agent' } });
  expect(answer.headers['ratelimit-policy']).toBe('"address";q=6000;w=60, "account";q=1200;w=60');
  expect(answer.headers.ratelimit).toMatch(/^"address";r=\d+;t=\d+, "account";r=\d+;t=\d+$/);
});

test('without a token, or with none of ours, nobody is there', async () => {
  for (const authorization of ['', 'Bearer x.y.z', 'Basic eA', 'Bearer ntr_nobodys']) {
    const answer = await client.get('/v1/me', { authorization });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'unauthenticated', status: 401 });
    expect(answer.headers.ratelimit).toMatch(/^"address";/);
  }
});

test('V11: all tokens, keys and spellings of an account share one limit', async () => {
  const web = await house.anotherWeb({ LIMIT_ACCOUNT_REQUESTS: '6' });
  const { people } = house.stage;
  const somebody = await people.admin();
  const [one, two] = [await people.signIn(somebody), await people.signIn(somebody)];
  const other = await people.signIn(await people.admin());
  const call = await house.stage.call.web();
  const wish = { name: 'one of many', scopes: ['profile:read' as const] };
  const keys = [];
  for (let i = 0; i < 2; i++)
    keys.push(await call.accessKeys.createKey(wish, { login: one.login }));
  for (const { token } of keys) house.stage.canaries.note(token, 'an access key');
  const ask = (path: string, { token }: { token: string }, address: string) => {
    const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': address };
    return fetch(web.url + path, { headers });
  };
  for (const [i, token] of [one, two, keys[0]!, keys[1]!, one, keys[0]!].entries()) {
    expect((await ask('/v1/me', token, `192.0.2.${i}`)).status).toBe(200);
  }
  for (const [who, path] of [
    [one, '/v1/me'],
    [two, '/v1/me?x=1'],
    [keys[1]!, '/v1/me'],
  ] as const) {
    const refused = await ask(path, who, '203.0.113.9');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit')).toMatch(/"account";r=0;t=\d+$/);
    expect(await refused.json()).toMatchObject({ code: 'rate_limited', status: 429 });
  }
  expect((await ask('/V1/me', one, '203.0.113.9')).status).toBe(404);
  expect((await ask('/v1/me', other, '203.0.113.9')).status).toBe(200);
});

test('one address has a limit too, whoever asks and whatever for', async () => {
  const web = await house.anotherWeb({ LIMIT_ADDRESS_REQUESTS: '4' });
  const headers = { 'x-forwarded-for': '192.0.2.77' };
  for (const path of ['/v1/me', '/v1/nothing', '/v1//me', '/v1/openapi.json']) {
    const answer = await fetch(web.url + path, { headers });
    expect(answer.headers.get('ratelimit')).toMatch(/^"address";r=\d;t=\d+$/);
    expect([path, answer.status]).not.toEqual([path, 429]);
  }
  for (const path of ['/v1/me', '/v1/nothing']) {
    expect((await fetch(web.url + path, { headers })).status).toBe(429);
  }
  expect((await fetch(`${web.url}/healthz`, { headers })).status).toBe(200);
});

test('V3: an access key does what its scopes say, by header alone, until revoked', async () => {
  const call = await house.stage.call.web();
  const wish = { name: 'reader', scopes: ['profile:read' as const, 'teams:read' as const] };
  const { key, token } = await call.accessKeys.createKey(wish, { login: agent.login });
  house.stage.canaries.note(token, 'an access key');
  const headers = { authorization: `Bearer ${token}` };
  const me = await client.get('/v1/me', headers);
  expect(JSON.parse(me.text)).toMatchObject({ data: { id: agent.id } });
  expect((await client.get('/v1/teams', headers)).status).toBe(200);
  const writing = await client.json('/v1/teams', { name: 'Mine' }, headers);
  expect([writing.status, JSON.parse(writing.text)]).toMatchObject([403, { code: 'forbidden' }]);
  expect((await client.get(`/v1/me?access_token=${token}`)).status).toBe(401);
  expect((await client.get('/v1/me', { authorization: `Bearer ${token}x` })).status).toBe(401);
  await call.accessKeys.revokeKey({ id: key.id }, { login: agent.login });
  expect((await client.get('/v1/me', headers)).status).toBe(401);
});

test('V5: one Idempotency-Key makes one team, whoever is how quick', async () => {
  const asking = { ...bearer(), 'idempotency-key': 'a-key' };
  const wish = { name: 'Only one' };
  const all = await Promise.all(
    Array.from({ length: 50 }, () => client.json('/v1/teams', wish, asking)),
  );
  expect(new Set(all.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(all.map(({ text }) => text)).size).toBe(1);
  expect(new Set(all.map(({ location }) => location)).size).toBe(1);
  const other = await client.json('/v1/teams', { name: 'Another' }, asking);
  expect([other.status, JSON.parse(other.text)]).toMatchObject([409, { code: 'conflict' }]);
  const listed = JSON.parse((await client.get('/v1/teams?q=only', bearer())).text) as Listed;
  expect(listed.data).toHaveLength(1);
  for (const key of ['', ' ', 'x'.repeat(256), 'ü']) {
    const headers = { ...bearer(), 'idempotency-key': key };
    expect((await client.json('/v1/teams', wish, headers)).status).toBe(400);
  }
});

test('an ETag sent back as If-Match lets one of two change a team', async () => {
  const made = await client.json('/v1/teams', { name: 'Versions' }, bearer());
  const path = String(made.location);
  const [etag] = [made.headers.etag ?? ''];
  expect((await client.get(path, bearer())).headers.etag).toBe(etag);
  const edit = (name: string, match: string) => {
    const body = JSON.stringify({ name });
    const headers = { 'content-type': 'application/json', 'if-match': match, ...bearer() };
    return client.send('PATCH', path, headers, body);
  };
  const first = await edit('First', etag);
  const second = await edit('Second', etag);
  expect([first.status, second.status]).toEqual([200, 409]);
  expect(first.headers.etag).not.toBe(etag);
  expect((await edit('Third', first.headers.etag ?? '')).status).toBe(200);
  expect((await edit('Any', '*')).status).toBe(200);
  for (const match of ['3', 'W/"3"', '"a"', '"1", "2"']) {
    expect([match, (await edit('None', match)).status]).toEqual([match, 400]);
  }
});

test('a cursor leads on, for its own person and list alone', async () => {
  for (const name of ['One', 'Two', 'Three']) {
    await client.json('/v1/teams', { name }, bearer());
  }
  const first = JSON.parse((await client.get('/v1/teams?limit=2', bearer())).text) as Listed;
  const { next } = first.page;
  const second = JSON.parse(
    (await client.get(`/v1/teams?limit=2&cursor=${next}`, bearer())).text,
  ) as Listed;
  expect(first.data).toHaveLength(2);
  expect(second.data[0]?.id).not.toBe(first.data[0]?.id);
  const back = await client.get(`/v1/teams?limit=2&cursor=${second.page.prev}`, bearer());
  expect((JSON.parse(back.text) as Listed).data).toEqual(first.data);
  const other = await house.stage.people.signIn(await house.stage.people.admin());
  const foreign = { authorization: `Bearer ${other.token}` };
  for (const [path, headers] of [
    [`/v1/teams?cursor=${next}`, foreign],
    [`/v1/people?cursor=${next}`, bearer()],
    [`/v1/teams?cursor=x${next}`, bearer()],
    ['/v1/teams?limit=101', bearer()],
  ] as const) {
    expect((await client.get(path, headers)).status).toBe(400);
  }
});

type Listed = { data: { id: string }[]; page: { next: string | null; prev: string | null } };

const inner = /stack|node_modules|\.ts:|SELECT|ER_|ECONN|nats|mysql|127\.0\.0\.1:|\/work\//i;

test('V9: a broken statement is a 500 with a reference, and says no more', async () => {
  await house.stage.sql('RENAME TABLE people TO people_elsewhere');
  const answer = await client.get('/v1/me', bearer());
  await house.stage.sql('RENAME TABLE people_elsewhere TO people');
  expect(answer.status).toBe(500);
  expect(answer.text).not.toMatch(inner);
  expect(JSON.parse(answer.text)).toMatchObject({
    code: 'internal',
    request_id: answer.headers['x-request-id'],
  });
});

test('V9: a dbmgr that is gone is a 503 that says when to come again, and no more', async () => {
  await client.get('/v1/me', bearer());
  await house.dbmgr[Symbol.asyncDispose]();
  const answer = await client.get('/v1/me', bearer());
  expect(answer.status).toBe(503);
  expect(answer.headers['retry-after']).toBe('1');
  expect(answer.text).not.toMatch(inner);
  expect(JSON.parse(answer.text)).toMatchObject({ code: 'unavailable', retry_ms: 1000 });
});

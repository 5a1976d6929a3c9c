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

test('V11: all tokens of an account and all spellings share one limit, others do not', async () => {
  const web = await house.anotherWeb({ LIMIT_ACCOUNT_REQUESTS: '6' });
  const { people } = house.stage;
  const somebody = await people.admin();
  const [one, two] = [await people.signIn(somebody), await people.signIn(somebody)];
  const other = await people.signIn(await people.admin());
  const ask = (path: string, { token }: SignedIn, address: string) => {
    const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': address };
    return fetch(web.url + path, { headers });
  };
  for (let i = 0; i < 3; i++) {
    expect((await ask('/v1/me', one, `192.0.2.${i}`)).status).toBe(200);
    expect((await ask('/v1/me', two, `198.51.100.${i}`)).status).toBe(200);
  }
  for (const [who, path] of [
    [one, '/v1/me'],
    [two, '/v1/me?x=1'],
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

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

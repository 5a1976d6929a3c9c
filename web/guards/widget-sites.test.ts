import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../internal/contract/types.ts';
import { openSite } from '../../internal/testing/signing-site.ts';
import { type House, openHouse } from '../testing/house.ts';
import type { HttpClient } from '../testing/http-client.ts';

let house: House;
let call: Client<'web'>;
let client: HttpClient;
beforeAll(async () => {
  house = await openHouse({ WIDGET_ORIGINS: 'https://everywhere.example' });
  call = await house.stage.call.web();
  client = house.client();
  await house.stage.people.organisation('north');
  await allow('main', ['https://good.example', 'https://shared.example:8443']);
  await allow('north', ['https://north.example', 'https://shared.example:8443']);
});
afterAll(async () => {
  client[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});

async function allow(org: string, origins: string[]): Promise<void> {
  const admin = await house.stage.people.signIn(await house.stage.people.admin({ org }));
  const { version } = await call.organisations.readSettings({}, admin);
  await call.organisations.changeSettings({ version, change: { origins } }, admin);
}

async function ancestorsOf(path: string): Promise<string[]> {
  const policy = String((await client.get(path)).headers['content-security-policy']);
  return (/frame-ancestors ([^;]*)/.exec(policy)?.[1] ?? '').split(' ');
}

const others = (ancestors: string[]) => ancestors.filter((one) => one.startsWith('https:'));

test('W4: each widget may stand on the sites that its own organisation names', async () => {
  expect(others(await ancestorsOf('/widget'))).toEqual([
    'https://everywhere.example',
    'https://good.example',
    'https://shared.example:8443',
  ]);
  expect(others(await ancestorsOf('/widget?org=north'))).toEqual([
    'https://everywhere.example',
    'https://north.example',
    'https://shared.example:8443',
  ]);
  expect(others(await ancestorsOf('/widget?org=nowhere'))).toEqual(['https://everywhere.example']);
  expect(await ancestorsOf('/chat')).toEqual(["'none'"]);
});

test.for([
  ['https://good.example', 'main', 200],
  ['https://north.example', 'north', 200],
  ['https://shared.example:8443', 'main', 200],
  ['https://shared.example:8443', 'north', 200],
  ['https://everywhere.example', 'north', 200],
  ['https://good.example', 'north', 403],
  ['https://north.example', 'main', 403],
  ['https://shared.example', 'main', 403],
  ['http://good.example', 'main', 403],
  ['https://good.example.evil.example', 'main', 403],
  ['https://sub.good.example', 'main', 403],
  ['null', 'main', 403],
] as const)('W4: a page of %s asks for a visitor of %s: %i', async ([origin, org, status]) => {
  const count = 'SELECT COUNT(*) AS n FROM people WHERE role = ?';
  const before = await house.stage.sql(count, ['user']);
  const headers = { origin, 'sec-fetch-site': 'cross-site' };
  const answer = await client.json('/v1/chat/session', { org }, headers);
  expect(answer.status).toBe(status);
  if (status === 200) {
    const { token, refresh_token } = JSON.parse(answer.text) as Record<string, string>;
    house.stage.canaries.note(token!, 'a token');
    house.stage.canaries.note(refresh_token!, 'a refresh token');
    expect(answer.headers['access-control-allow-origin']).toBe(origin);
  } else expect(await house.stage.sql(count, ['user'])).toEqual(before);
});

test('W4: a page brings nobody into an organisation that an identity alone names', async () => {
  const { stage } = house;
  const admin = await stage.people.signIn(await stage.people.admin({ org: 'north' }));
  const site = await openSite(stage, admin, 'north');
  const identity = await site.sign({ sub: 'vera' });
  const headers = { origin: 'https://good.example', 'sec-fetch-site': 'cross-site' };
  expect((await client.json('/v1/chat/session', { identity }, headers)).status).toBe(401);
  // It was not used up: the program of north's own site may still exchange it.
  const answer = await client.json('/v1/chat/session', { identity });
  expect(answer.status).toBe(200);
  const { token, refresh_token } = JSON.parse(answer.text) as Record<string, string>;
  stage.canaries.note(token!, 'a token');
  stage.canaries.note(refresh_token!, 'a refresh token');
});

test('W4: a site that is taken out of the settings is out of them', async () => {
  await allow('north', []);
  expect(await call.organisations.findSites({ origin: 'https://north.example' })).toEqual({
    orgs: [],
  });
  expect((await call.organisations.readFront({ org: 'north' })).origins).toEqual([]);
});

import { expect, test } from 'vitest';
import { clientOf, openHouse } from '../testing/house.ts';
import { addressGroup } from '../../internal/addresses/address-group.ts';

const session = '/v1/chat/session';

test('L3: a made-up X-Forwarded-For dodges no limit', async () => {
  await using house = await openHouse({ LIMIT_CHAT_SESSIONS: '5', TRUST_PROXY: undefined });
  using client = house.client();
  const statuses: number[] = [];
  for (let i = 0; i < 8; i++) {
    const answer = await client.json(session, {}, { 'x-forwarded-for': `203.0.113.${i}` });
    statuses.push(answer.status);
    if (answer.status === 429) expect(answer.headers['retry-after']).toMatch(/^[1-9]\d?$/);
  }
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
});

test('L3: behind a trusted proxy its word counts, and only its own', async () => {
  await using house = await openHouse();
  const limits = { LIMIT_CHAT_SESSIONS: '2', TRUST_PROXY: '127.0.0.1' };
  const web = await house.anotherWeb(limits);
  using client = clientOf(house.stage, web.url);
  const ask = (from: string) => client.json(session, {}, { 'x-forwarded-for': from });
  const made = async (from: string) => (await ask(from)).status;
  expect([await made('203.0.113.1'), await made('203.0.113.1')]).toEqual([200, 200]);
  expect(await made('203.0.113.1')).toBe(429);
  expect(await made('203.0.113.2')).toBe(200);
  // What stands before the last hop that the proxy saw was typed by the client.
  expect(await made('198.51.100.7, 203.0.113.1')).toBe(429);
  expect(await made('127.0.0.1, 203.0.113.1')).toBe(429);
  const rows = await house.stage.sql<{ address: string }>('SELECT DISTINCT address FROM logins');
  expect(rows.map(({ address }) => address).sort()).toEqual(['203.0.113.1', '203.0.113.2']);
});

test('a request id counts only when a trusted proxy gives it, and only if it is one', async () => {
  await using house = await openHouse({ TRUST_PROXY: undefined });
  using plain = house.client();
  const given = { 'x-request-id': 'from-outside-1' };
  expect((await plain.get('/healthz', given)).headers['x-request-id']).not.toBe('from-outside-1');
  const web = await house.anotherWeb({ TRUST_PROXY: '127.0.0.0/8' });
  using proxied = clientOf(house.stage, web.url);
  expect((await proxied.get('/healthz', given)).headers['x-request-id']).toBe('from-outside-1');
  const crooked = await proxied.get('/healthz', { 'x-request-id': 'a b"c' });
  expect(crooked.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});

test('one IPv6 subscriber is one address, however many of theirs they use', () => {
  expect(addressGroup('2001:db8:1:2::1')).toBe('2001:db8:1:2');
  expect(addressGroup('2001:0db8:0001:0002:ffff::9')).toBe('2001:db8:1:2');
  expect(addressGroup('2001:db8::1')).toBe('2001:db8:0:0');
  expect(addressGroup('::1')).toBe('0:0:0:0');
  expect(addressGroup('203.0.113.9')).toBe('203.0.113.9');
});

import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { addressGroup } from '../../internal/addresses/address-group.ts';
import { createCallerReader } from './addresses.ts';
import { Caps } from './caps.ts';

const secret = 's'.repeat(40);

function request(peer: string, headers: Record<string, string>): IncomingMessage {
  return { headers, socket: { remoteAddress: peer } } as unknown as IncomingMessage;
}

test('L3: an address is believed only from web with the secret, or from a trusted proxy', () => {
  const read = createCallerReader(secret, ['10.0.0.0/8']);
  const told = { 'x-natter-address': '203.0.113.7', 'x-forwarded-for': '198.51.100.1' };
  const via = { ...told, 'x-natter-via': secret };
  expect(read(request('127.0.0.1', via)).address).toBe('203.0.113.7');
  expect(read(request('127.0.0.1', told)).address).toBe('127.0.0.1');
  expect(read(request('127.0.0.1', { ...told, 'x-natter-via': 'wrong' })).address).toBe(
    '127.0.0.1',
  );
  expect(read(request('::ffff:10.1.2.3', told)).address).toBe('198.51.100.1');
  expect(read(request('192.0.2.9', told)).address).toBe('192.0.2.9');
});

test('without RELAY_SECRET nobody is web', () => {
  const read = createCallerReader(undefined, []);
  const headers = { 'x-natter-address': '203.0.113.7', 'x-natter-via': 'undefined' };
  expect(read(request('127.0.0.1', headers)).address).toBe('127.0.0.1');
});

test('the request id runs on from web and from nobody else', () => {
  const read = createCallerReader(secret, []);
  const headers = { 'x-request-id': 'abc-1', 'x-natter-via': secret };
  expect(read(request('127.0.0.1', headers)).requestId).toBe('abc-1');
  expect(read(request('127.0.0.1', { 'x-request-id': 'abc-1' })).requestId).not.toBe('abc-1');
  const bad = { 'x-request-id': 'a\r\nb', 'x-natter-via': secret };
  expect(read(request('127.0.0.1', bad)).requestId).toMatch(/^[0-9a-f-]{36}$/);
});

test('a limit counts the /64 of an IPv6 address', () => {
  expect(addressGroup('192.0.2.9')).toBe('192.0.2.9');
  expect(addressGroup('2001:db8:1:2:3::4')).toBe(addressGroup('2001:db8:1:2::ffff'));
  expect(addressGroup('2001:db8:1:2::1')).not.toBe(addressGroup('2001:db8:1:3::1'));
  expect(addressGroup('::1')).toBe('0:0:0:0');
});

test('R12: caps count what is open, by address and in all', () => {
  const caps = new Caps(3, 2);
  const first = caps.take('192.0.2.1')!;
  expect(caps.take('192.0.2.1')).not.toBeNull();
  expect(caps.take('192.0.2.1')).toBeNull();
  expect(caps.take('192.0.2.2')).not.toBeNull();
  expect(caps.take('192.0.2.3')).toBeNull();
  first();
  expect(caps.take('192.0.2.1')).not.toBeNull();
  expect(caps.open).toBe(3);
});

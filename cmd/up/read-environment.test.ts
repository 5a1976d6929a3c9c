import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { freePorts } from '../../internal/servers/free-port.ts';
import { checkPorts } from './check-ports.ts';
import { checkNatsUrl, readEnvironment } from './read-environment.ts';

test.each([
  [{ WEB_PORT: 'eighty' }, /^WEB_PORT /],
  [{ RELAY_PORT: '70000' }, /^RELAY_PORT /],
  [{ PUBLIC_URL: 'chat.example.com' }, /^PUBLIC_URL /],
  [{ NATTER_HOEM: '/tmp/x' }, /^NATTER_HOEM is not a setting/],
  [{ NATS_URL: 'nats://127.0.0.1:4222' }, /^NATS_URL is set but NATS_USERS is not/],
  [{ MIGRATE_MYSQL_URL: 'mysql://a@b/c' }, /^MIGRATE_MYSQL_URL is set but MYSQL_URL is not/],
])('a broken setting ends in a sentence that names it: %o', (env, sentence) => {
  expect(() => readEnvironment(env)).toThrow(sentence);
});

test('a NATS server that does not answer is named without its password', async () => {
  const [port] = await freePorts(1);
  const url = `nats://web:secret@127.0.0.1:${port}`;
  const refusal = await checkNatsUrl([url]).catch((error: Error) => error.message);
  expect(refusal).toMatch(/^NATS_URL: no server answers at 127\.0\.0\.1:\d+ \(ECONNREFUSED\)/);
  expect(refusal).not.toContain('secret');
});

test('one answering NATS server of several will do', async () => {
  const server = createServer((socket) => void socket.end('INFO {}\r\n')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const [dead] = await freePorts(1);
  const { port } = server.address() as AddressInfo;
  const urls = [`nats://127.0.0.1:${dead}`, `nats://127.0.0.1:${port}`];
  await expect(checkNatsUrl(urls)).resolves.toBeUndefined();
  server.close();
});

test('a port in use is named by its setting, one that is being left is waited for', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const wanted = [{ setting: 'RELAY_PORT', port, host: '127.0.0.1' }];
  await expect(checkPorts(wanted, 50)).rejects.toThrow(
    `RELAY_PORT: port ${port} on 127.0.0.1 is already in use; stop what listens there or set ` +
      'RELAY_PORT to another port.',
  );
  const waiting = checkPorts(wanted, 5_000);
  server.close();
  await waiting;
});

test("two settings cannot name one port, nor another machine's address", async () => {
  const [port] = await freePorts(1);
  const web = { setting: 'WEB_PORT', port: port!, host: '127.0.0.1' };
  await expect(checkPorts([web, { ...web, setting: 'RELAY_PORT' }])).rejects.toThrow(
    `WEB_PORT and RELAY_PORT are both ${port}`,
  );
  await expect(checkPorts([{ ...web, host: '192.0.2.1' }])).rejects.toThrow(/^HOST: /);
});

import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { findServers } from './find-servers.ts';
import { unpackedTrees } from './obtain-servers.ts';

function folderWith(program: string, answer: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'natter-find-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  mkdirSync(join(folder, 'usr/sbin'), { recursive: true });
  const path = join(folder, 'usr/sbin', program);
  writeFileSync(path, `#!/bin/sh\necho '${answer}'\n`);
  chmodSync(path, 0o755);
  return folder;
}

test('a server on the PATH is preferred to one that was fetched', async () => {
  const onPath = folderWith('nats-server', 'nats-server: v2.10.27');
  const fetched = folderWith('nats-server', 'nats-server: v2.9.10');
  const { nats } = await findServers([fetched], join(onPath, 'usr/sbin'));
  expect(nats).toMatchObject({ version: '2.10.27', root: '/', sharedObjects: '' });
});

test('a server that is too old, or no server, is passed over', async () => {
  const old = folderWith('nats-server', 'nats-server: v2.2.0');
  const nonsense = folderWith('mysqld', 'hello');
  const fetched = folderWith('nats-server', 'nats-server: v2.9.10');
  const path = `${old}/usr/sbin:${nonsense}/usr/sbin`;
  const { nats } = await findServers([fetched], path);
  expect(nats?.version).toBe('2.9.10');
});

test('a database that is there is read by the kind of server that made it', async () => {
  const onPath = folderWith('mysqld', 'mysqld  Ver 8.4.3 for Linux on x86_64');
  const fetched = folderWith('mariadbd', 'mariadbd  Ver 11.8.2-MariaDB for Linux on x86_64');
  const path = join(onPath, 'usr/sbin');
  const found = async (flavour?: 'mariadb' | 'mysql') =>
    (await findServers([fetched], path, flavour)).mysql?.flavour;
  expect(await found('mariadb')).toBe('mariadb');
  expect(await found('mysql')).toBe('mysql');
});

test('a redis-server is found for the benchmark, unless its streams are too old', async () => {
  const fetched = folderWith('redis-server', 'Redis server v=7.0.15 sha=00000000:0 bits=64');
  const old = folderWith('redis-server', 'Redis server v=5.0.3 sha=00000000:0 bits=64');
  const { redis } = await findServers([fetched], join(old, 'usr/sbin'));
  expect(redis).toMatchObject({ flavour: 'redis', version: '7.0.15', root: fetched });
});

test('fetched servers are found and know where their libraries are', async () => {
  const { nats, mysql } = await findServers(await unpackedTrees(inject('facts').serversFolder));
  expect(nats?.flavour).toBe('nats');
  expect(['mariadb', 'mysql']).toContain(mysql?.flavour);
});

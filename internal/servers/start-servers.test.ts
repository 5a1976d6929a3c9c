import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { expect, inject, onTestFinished, test } from 'vitest';
import { generatePassword } from '../home/credentials.ts';
import { findServers } from './find-servers.ts';
import { obtainServers, unpackedTrees } from './obtain-servers.ts';
import { silent } from './progress.ts';
import { neededFlavour } from './mysql-options.ts';
import { startMysql } from './start-mysql.ts';
import type { MysqlOptions } from './start-mysql.ts';
import { startNats } from './start-nats.ts';

const trees = await unpackedTrees(inject('facts').serversFolder);
const binaries = await findServers(trees);

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'natter-servers-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function mysqlOptions(folder: string, rootPassword: string): MysqlOptions {
  const logFile = join(folder, 'mysql.log');
  return { binary: binaries.mysql!, folder: join(folder, 'mysql'), rootPassword, logFile };
}

async function query(url: string, sql: string): Promise<unknown[][]> {
  const connection = await createConnection({ uri: url, rowsAsArray: true });
  try {
    const [rows] = await connection.query(sql);
    return rows as unknown[][];
  } finally {
    connection.destroy();
  }
}

test('a private database is on loopback, durable, strict, and open to its passwords', async () => {
  const options = mysqlOptions(temporaryFolder(), generatePassword());
  expect(neededFlavour(options.folder)).toBe(true);
  await using mysql = await startMysql(options);
  expect(neededFlavour(options.folder)).toBe(binaries.mysql!.flavour);
  const settings =
    'SELECT @@innodb_flush_log_at_trx_commit, @@global.sql_mode, @@global.tx_isolation, ' +
    '@@character_set_server, @@bind_address, @@global.time_zone';
  const [row] = await query(mysql.rootUrl, settings);
  expect(row![0]).toBe(1);
  expect(row![1]).toContain('STRICT_TRANS_TABLES');
  expect(row!.slice(2)).toEqual(['READ-COMMITTED', 'utf8mb4', '127.0.0.1', '+00:00']);
  const people = await query(
    mysql.rootUrl,
    'SELECT user, host FROM mysql.user ORDER BY user, host',
  );
  expect(people).toEqual([
    ['mariadb.sys', 'localhost'],
    ['root', '127.0.0.1'],
    ['root', 'localhost'],
  ]);
  for (const user of ['root', '', 'mariadb.sys']) {
    await expect(query(mysql.urlFor(user, ''), 'SELECT 1')).rejects.toThrow(/denied|locked/i);
  }
});

test('data and a new password survive a restart, and one that was killed', async () => {
  const folder = temporaryFolder();
  {
    await using mysql = await startMysql(mysqlOptions(folder, generatePassword()));
    await query(mysql.rootUrl, 'CREATE DATABASE kept');
    process.kill(mysql.pid, 'SIGKILL');
    await mysql.exited;
  }
  const options = mysqlOptions(folder, generatePassword());
  await using mysql = await startMysql(options);
  expect(await query(mysql.rootUrl, "SHOW DATABASES LIKE 'kept'")).toEqual([['kept']]);
});

test('the migrating user may do anything in its schemas and nothing in others', async () => {
  const password = generatePassword();
  const options = mysqlOptions(temporaryFolder(), generatePassword());
  await using mysql = await startMysql({ ...options, migrate: { password, schemas: ['a_b'] } });
  const url = mysql.urlFor('migrate', password);
  await query(url, 'CREATE DATABASE a_b');
  await query(url, 'CREATE TABLE a_b.t (id INT)');
  await expect(query(url, 'CREATE DATABASE axb')).rejects.toThrow(/denied/i);
});

test('a socket path that no kernel takes is done without', async () => {
  const folder = join(temporaryFolder(), 'a-folder-with-a-name-that-is-much-too-long'.repeat(2));
  await using nothing = new AsyncDisposableStack();
  const options = mysqlOptions(folder, generatePassword());
  const mysql = nothing.use(await startMysql({ ...options, logFile: '/dev/null' }));
  expect(mysql.socket).toBeNull();
});

test('a private nats-server hides its passwords and lets nobody in without one', async () => {
  const folder = temporaryFolder();
  const users = { web: generatePassword() };
  const options = { binary: binaries.nats!, folder: join(folder, 'nats'), users };
  await using nats = await startNats({ ...options, logFile: join(folder, 'nats.log') });
  expect(statSync(join(folder, 'nats/nats.conf')).mode & 0o777).toBe(0o600);
  const monitor = (await (await fetch(`${nats.monitor}/varz`)).json()) as Record<string, unknown>;
  expect(monitor).toMatchObject({ host: '127.0.0.1', port: nats.port, auth_required: true });
  expect(await hello(nats.port, 'CONNECT {"verbose":true}')).toContain('Authorization Violation');
  const login = `CONNECT {"verbose":true,"user":"web","pass":"${users.web}"}`;
  expect(await hello(nats.port, login)).toContain('+OK');
});

test('a server that cannot start says so with the end of its log', async () => {
  await using mysql = await startMysql(mysqlOptions(temporaryFolder(), generatePassword()));
  const second = { ...mysqlOptions(temporaryFolder(), generatePassword()), port: mysql.port };
  await expect(startMysql(second)).rejects.toThrow(/ended while it started; its log .* ends with/);
  expect(readFileSync(second.logFile, 'utf8')).not.toContain(second.rootPassword);
});

test('servers that are there need no package manager', async () => {
  const folder = inject('facts').serversFolder;
  const wanted = { nats: true, mysql: true };
  expect(await obtainServers({ folder, progress: silent, wanted })).toEqual(binaries);
});

/** What a nats-server says to a client's first line. */
function hello(port: number, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(`${line}\r\nPING\r\n`));
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
      if (/\+OK|-ERR|PONG/.test(answer)) socket.destroy();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

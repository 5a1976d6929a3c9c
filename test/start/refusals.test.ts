import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { expect, inject, test } from 'vitest';
import { generatePassword } from '../../internal/home/credentials.ts';
import { freePorts } from '../../internal/servers/free-port.ts';
import { newPlace, startNatter } from './start-natter.ts';
import type { Place } from './start-natter.ts';

const { serversFolder, mysqlUrl, run } = inject('facts');

/** The one line that a start leaves on stderr when it refuses. */
async function refusal(place: Place, env: NodeJS.ProcessEnv, args: string[] = []): Promise<string> {
  const { code, stderr } = await startNatter(place, args, env).ended;
  expect(code).toBe(1);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).not.toMatch(/\n\s+at /);
  return stderr.trimEnd();
}

test('a port in use is named by its setting, before anything is started', async () => {
  await using place = await newPlace(serversFolder);
  for (const setting of ['WEB_PORT', 'RELAY_PORT']) {
    const squatter = createServer().listen(Number(place.env[setting]), '127.0.0.1');
    await once(squatter, 'listening');
    expect(await refusal(place, {})).toMatch(
      new RegExp(
        `^${setting}: port \\d+ on 127.0.0.1 is already in use; .* set ${setting} to another`,
      ),
    );
    squatter.close();
    await once(squatter, 'close');
  }
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  const { port } = squatter.address() as { port: number };
  expect(await refusal(place, { METRICS_PORT: String(port) })).toMatch(/^METRICS_PORT: port/);
  squatter.close();
});

test('an unwritable home is named by its setting', async () => {
  await using place = await newPlace(serversFolder);
  const file = join(place.home.folder, 'file');
  writeFileSync(file, '');
  expect(await refusal(place, { NATTER_HOME: join(file, 'home') })).toMatch(
    /^NATTER_HOME \(.*\) cannot be written \(ENOTDIR\); make it a folder that this user may write/,
  );
  // Root may write anywhere but where the kernel itself says no.
  expect(await refusal(place, { NATTER_HOME: '/proc/natter' })).toMatch(/^NATTER_HOME /);
});

test('K1 K2: a broken, unknown or too short setting is named, its value is not told', async () => {
  await using place = await newPlace(serversFolder);
  const broken = { PUBLIC_URL: 'example.org', SESSION_SECRET: 'tooshort', NATTER_HOMES: '/tmp/x' };
  const wrong = Object.entries(broken).map(async ([setting, value]) => {
    const sentence = await refusal(place, { [setting]: value });
    const isTold = sentence.includes(value);
    return sentence.startsWith(`${setting} `) && !isTold ? 'named' : sentence;
  });
  expect(await Promise.all(wrong)).toEqual(['named', 'named', 'named']);
});

test('K2: credentials that others may read are refused', async () => {
  await using place = await newPlace(serversFolder);
  writeFileSync(place.home.credentialsFile, '{}');
  chmodSync(place.home.credentialsFile, 0o644);
  expect(await refusal(place, {})).toMatch(/credentials\.json can be read by others/);
});

test('a wrong password in MYSQL_URL is named, not shown', async () => {
  await using place = await newPlace(serversFolder);
  const url = new URL(mysqlUrl);
  url.password = 'not-the-password';
  url.pathname = `/start_${run}_none`;
  const sentence = await refusal(place, { MYSQL_URL: url.href });
  expect(sentence).toContain('MYSQL_URL');
  expect(sentence).not.toContain('not-the-password');
});

test('a database server that does not answer is named', async () => {
  await using place = await newPlace(serversFolder);
  const [port] = await freePorts(1);
  const sentence = await refusal(place, { MYSQL_URL: `mysql://a:b@127.0.0.1:${port}/natter` });
  expect(sentence).toContain('MYSQL_URL');
});

test('a database of a newer schema is left alone', async () => {
  await using place = await newPlace(serversFolder);
  const schema = `start_${run}_newer`;
  const connection = await createConnection({ uri: mysqlUrl });
  await connection.query(`CREATE DATABASE ${schema}`);
  await connection.query(
    `CREATE TABLE ${schema}.migrations
       (id INT PRIMARY KEY, name VARCHAR(200), applied_at DATETIME(3))`,
  );
  await connection.query(`INSERT INTO ${schema}.migrations VALUES (9999, 'later', NOW(3))`);
  const url = new URL(mysqlUrl);
  url.pathname = `/${schema}`;
  expect(await refusal(place, { MYSQL_URL: url.href })).toMatch(/newer version/);
  const [tables] = await connection.query(`SHOW TABLES IN ${schema}`);
  expect(tables).toHaveLength(1);
  await connection.query(`DROP DATABASE ${schema}`);
  await connection.query(`DROP DATABASE IF EXISTS ${schema}_sessions`);
  await connection.end();
});

test('a NATS_URL where nobody answers is named', async () => {
  await using place = await newPlace(serversFolder);
  const [port] = await freePorts(1);
  const users = join(place.home.folder, 'users.json');
  writeFileSync(users, JSON.stringify({ web: generatePassword() }), { mode: 0o600 });
  const env = { NATS_URL: `nats://127.0.0.1:${port}`, NATS_USERS: users };
  expect(await refusal(place, env)).toMatch(/^NATS_URL: no server answers at 127\.0\.0\.1:/);
});

test('wrong flags are told with where to look', async () => {
  await using place = await newPlace(serversFolder);
  expect(await refusal(place, {}, ['--relays', 'many'])).toMatch(/--relays.*npm start -- --help/);
});

test('where nothing can be fetched, it says what to install', async () => {
  await using place = await newPlace(join(serversFolder, 'nothing-here'));
  mkdirSync(join(place.home.folder, 'bin'));
  // No package manager on this PATH.
  const sentence = await refusal(place, {
    NATTER_HOME: join(place.home.folder, 'bare'),
    PATH: join(place.home.folder, 'bin'),
  });
  expect(sentence).toMatch(
    /natter needs nats-server 2\.9 or later and MariaDB 10\.11 \(or MySQL 8\.0\.36\)/,
  );
  expect(sentence).toContain('docker compose up');
});

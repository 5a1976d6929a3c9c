import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { expect, inject, test } from 'vitest';
import { ensureCredentials } from '../../internal/home/credentials.ts';
import { openHome } from '../../internal/home/open-home.ts';
import { findServers } from '../../internal/servers/find-servers.ts';
import { unpackedTrees } from '../../internal/servers/obtain-servers.ts';
import { startNats } from '../../internal/servers/start-nats.ts';
import { allPids, isAlive, newPlace, startNatter } from './start-natter.ts';

const { serversFolder, mysqlUrl, run: runName } = inject('facts');

test('servers that a person names win over private ones, and outlive the mesh', async () => {
  await using place = await newPlace(serversFolder);
  const { nats: binary } = await findServers(await unpackedTrees(serversFolder));
  const { nats: users } = ensureCredentials(openHome(join(place.home.folder, 'elsewhere')));
  const folder = join(place.home.folder, 'their-nats');
  const logFile = join(place.home.folder, 'their-nats.log');
  await using nats = await startNats({ binary: binary!, folder, users, logFile });
  const usersFile = join(place.home.folder, 'users.json');
  writeFileSync(usersFile, JSON.stringify(users), { mode: 0o600 });
  const schema = `start_${runName}_own`;
  const url = new URL(mysqlUrl);
  url.pathname = `/${schema}`;
  await using cleanUp = new AsyncDisposableStack();
  cleanUp.defer(() => dropSchemas(schema));

  const env = { MYSQL_URL: url.href, NATS_URL: nats.url, NATS_USERS: usersFile };
  const natter = startNatter(place, [], env);
  cleanUp.defer(async () => {
    natter.kill('SIGTERM');
    await natter.ended;
  });
  const run = await natter.ready();
  expect(run.nats).toEqual({ urls: [nats.url], pids: null, monitor: null });
  expect(run.mysql).toEqual({
    host: '127.0.0.1',
    port: Number(url.port),
    socket: null,
    pids: null,
  });
  expect(run.credentials).toEqual({ nats: null, mysql: null });
  expect(run.database).toBe(schema);
  natter.kill('SIGINT');
  expect((await natter.ended).code).toBe(0);
  expect(allPids(run).filter(isAlive)).toEqual([]);
  expect(nats.hasExited()).toBe(false);
});

async function dropSchemas(schema: string): Promise<void> {
  const connection = await createConnection({ uri: mysqlUrl });
  for (const name of [schema, `${schema}_sessions`]) {
    await connection.query(`DROP DATABASE IF EXISTS ${name}`);
  }
  await connection.end();
}

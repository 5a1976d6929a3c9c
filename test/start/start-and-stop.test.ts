import { readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { expect, inject, test, vi } from 'vitest';
import type { RunFile } from '../../internal/home/run-file.ts';
import { readRunFile } from '../../internal/home/run-file.ts';
import { isPortFree } from '../../internal/servers/free-port.ts';
import { allPids, isAlive, newPlace, startNatter } from './start-natter.ts';

const { serversFolder } = inject('facts');

async function storeId(run: RunFile): Promise<string> {
  const { host, port } = run.mysql;
  const connection = await createConnection({
    host,
    port,
    user: 'root',
    password: run.credentials.mysql!.root,
    database: run.database,
  });
  const [rows] = await connection.query('SELECT * FROM stores');
  connection.destroy();
  return JSON.stringify(rows);
}

test('a mesh starts, says where it is, and drains without losing a request', async () => {
  await using place = await newPlace(serversFolder);
  const natter = startNatter(place);
  const run = await natter.ready();
  expect(natter.output().split('\n')).toContain(`natter is ready at ${place.url}`);
  expect(statSync(place.home.runFile).mode & 0o777).toBe(0o600);
  expect(run).toMatchObject({ web: { url: place.url }, database: 'natter' });
  expect(allPids(run).every(isAlive)).toBe(true);
  expect(allPids(run)).toHaveLength(7);
  const metrics = await (await fetch(run.metrics)).text();
  expect(metrics).toMatch(/\{process="web"/);
  expect(metrics).toMatch(/\{process="dbmgr"/);
  expect(metrics).toMatch(/\{process="courier"/);

  const logins = Array.from({ length: 12 }, (_, place_) =>
    fetch(`${place.url}/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: place.url },
      body: JSON.stringify({
        login: `nobody-${place_}@example.org`,
        password: 'wrong wrong wrong',
      }),
    }),
  );
  // A password takes a while: by the first that was checked all have come, and some still wait.
  await Promise.any(logins.map(async (login) => expect((await login).status).toBe(401)));
  const began = performance.now();
  natter.kill('SIGTERM');
  natter.kill('SIGINT');
  const answers = await Promise.all(logins);
  expect(answers.map(({ status }) => status).every((status) => [401, 429].includes(status))).toBe(
    true,
  );
  const { code, stderr } = await natter.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(readRunFile(place.home)).toBeUndefined();
  expect(allPids(run).filter(isAlive)).toEqual([]);
});

test('a child or a server that dies is started again on its port, with one line', async () => {
  await using place = await newPlace(serversFolder);
  const natter = startNatter(place);
  const before = await natter.ready();
  const second = await startNatter(place).ended;
  expect(second.code).toBe(1);
  expect(second.stderr).toBe(
    `natter is already running at ${place.url} with NATTER_HOME ${place.home.folder} (process ` +
      `${natter.pid}); stop it first, or set NATTER_HOME, WEB_PORT and RELAY_PORT for a second ` +
      'one.\n',
  );
  for (const pid of [before.relay.pids[0]!, before.mysql.pids![0]!, before.nats.pids![0]!]) {
    process.kill(pid, 'SIGKILL');
  }
  const replaced = (now: RunFile) =>
    now.relay.pids[0] !== before.relay.pids[0] &&
    now.mysql.pids?.[0] !== before.mysql.pids?.[0] &&
    now.nats.pids?.[0] !== before.nats.pids?.[0];
  await vi.waitUntil(() => replaced(readRunFile(place.home)!), { timeout: 20_000, interval: 50 });
  const after = readRunFile(place.home)!;
  expect(after.mysql.port).toBe(before.mysql.port);
  expect(after.nats.urls).toEqual(before.nats.urls);
  expect(after.credentials).toEqual(before.credentials);
  const relayLog = join(place.home.logs, 'relay.log');
  expect(natter.output()).toContain(
    `relay ended (SIGKILL) and is started again; its log is ${relayLog}\n`,
  );
  await vi.waitUntil(async () => (await fetch(`${place.url}/readyz`)).ok, {
    timeout: 20_000,
    interval: 100,
  });
});

test("a mesh that was killed stands in nobody's way, and nothing is lost", async () => {
  await using place = await newPlace(serversFolder);
  const first = startNatter(place);
  const before = await first.ready();
  const store = await storeId(before);
  first.kill('SIGKILL');
  await first.ended;
  const second = startNatter(place);
  const after = await second.ready();
  expect(second.output()).toMatch(/ended what was left running: .*mysql/);
  expect(allPids(before).filter(isAlive)).toEqual([]);
  expect(await storeId(after)).toBe(store);
  expect(after.credentials).toEqual(before.credentials);
});

test('Ctrl-C while it starts leaves nothing behind', async () => {
  await using place = await newPlace(serversFolder);
  const natter = startNatter(place);
  await vi.waitUntil(() => natter.output().includes('preparing the database'), 90_000);
  natter.kill('SIGINT');
  const { code, stderr } = await natter.ended;
  expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
  expect(JSON.parse(readFileSync(place.home.processesFile, 'utf8'))).toEqual([]);
  expect(await isPortFree(Number(place.env.WEB_PORT))).toBe(true);
});

test('several of each run side by side with a second mesh, over a cluster of NATS', async () => {
  await using place = await newPlace(serversFolder);
  await using other = await newPlace(serversFolder);
  const many = startNatter(place, ['--relays', '2', '--dbmgrs', '2', '--webs', '2', '--nats', '3']);
  const run = await many.ready();
  const second = startNatter(other);
  await second.ready();
  expect(run.web.pids).toHaveLength(2);
  expect(run.relay.pids).toHaveLength(2);
  expect(run.dbmgr.pids).toHaveLength(2);
  expect(run.nats.urls).toHaveLength(3);
  const routes = await Promise.all(
    run.nats.monitor!.map(async (url) => {
      const answer = (await (await fetch(`${url}/routez`)).json()) as { num_routes: number };
      return answer.num_routes;
    }),
  );
  expect(Math.min(...routes)).toBeGreaterThanOrEqual(2);
  const metrics = await (await fetch(run.metrics)).text();
  for (const process of ['web-1', 'web-2', 'relay-1', 'relay-2', 'dbmgr-1', 'dbmgr-2']) {
    expect(metrics).toContain(`process="${process}"`);
  }
  process.kill(run.web.pids[0]!, 'SIGKILL');
  const answers = await Promise.allSettled(
    Array.from({ length: 10 }, () => fetch(`${place.url}/healthz`)),
  );
  expect(answers.some((answer) => answer.status === 'fulfilled' && answer.value.ok)).toBe(true);
});

test('a home that can no longer be written keeps nothing from ending', async () => {
  await using place = await newPlace(serversFolder);
  const natter = startNatter(place);
  const run = await natter.ready();
  const { folder } = place.home;
  renameSync(folder, `${folder}-gone`);
  natter.kill('SIGTERM');
  const end = await natter.ended;
  renameSync(`${folder}-gone`, folder);
  expect(end).toMatchObject({ code: 0, stderr: '' });
  expect(allPids(run).filter(isAlive)).toEqual([]);
});

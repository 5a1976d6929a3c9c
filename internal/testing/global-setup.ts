import { randomBytes } from 'node:crypto';
import { mkdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findServers } from '../servers/find-servers.ts';
import { obtainServers } from '../servers/obtain-servers.ts';
import { startMysql } from '../servers/start-mysql.ts';
import { oldestVersion } from '../servers/versions.ts';
import { guardFolder, notePid } from './guardian.ts';
import { dropAllOf } from './drop-all-of.ts';
import { pickPort } from './pick-port.ts';
import type { RunFacts } from './run-facts.ts';

/**
 * Vitest's global setup: one database server for the whole run, in which each stage has schemas of
 * its own. Set NATTER_TEST_MYSQL_URL to use a server of yours instead, and NATTER_TEST_NATS_SERVER
 * to start another nats-server than the one that would be found.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const run = randomBytes(4).toString('hex');
  const folder = join(tmpdir(), `natter-test-${run}`);
  await using stack = new AsyncDisposableStack();
  stack.use(guardFolder(folder));
  mkdirSync(join(folder, 'logs'));
  const home = resolve(project.config.root, process.env.NATTER_HOME ?? '.natter');
  const serversFolder = process.env.TEST_SERVERS ?? join(home, 'servers');
  await putNatsServerFirst(join(folder, 'bin'), process.env.NATTER_TEST_NATS_SERVER);
  const given = process.env.NATTER_TEST_MYSQL_URL;
  const mysqlUrl = given ?? (await startDatabase(stack, folder, serversFolder));
  if (given) stack.defer(() => dropAllOf(run, given));
  const pidsFolder = join(folder, 'pids');
  project.provide('facts', {
    run,
    folder,
    pidsFolder,
    serversFolder,
    mysqlUrl,
  } satisfies RunFacts);
  const owned = stack.move();
  return () => owned.disposeAsync();
}

/** Whatever looks for a nats-server looks on the PATH first, processes of `npm start` too. */
async function putNatsServerFirst(folder: string, program: string | undefined): Promise<void> {
  if (!program) return;
  const link = join(folder, 'nats-server');
  mkdirSync(folder);
  symlinkSync(resolve(program), link);
  if ((await findServers([], folder)).nats?.path !== link) {
    const needed = `nats-server ${oldestVersion('nats')} or newer`;
    throw new Error(`NATTER_TEST_NATS_SERVER (${program}) is no ${needed}`);
  }
  process.env.PATH = `${folder}${delimiter}${process.env.PATH}`;
}

async function startDatabase(stack: AsyncDisposableStack, folder: string, serversFolder: string) {
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const found = await obtainServers({
    folder: serversFolder,
    progress: { say, show: () => undefined },
    wanted: { nats: true, mysql: true },
  });
  const mysql = stack.use(
    await startMysql({
      binary: found.mysql!,
      folder: join(folder, 'mysql'),
      rootPassword: randomBytes(16).toString('hex'),
      logFile: join(folder, 'logs', 'mysql.log'),
      port: await pickPort(),
      isDurable: false,
    }),
  );
  stack.defer(notePid(join(folder, 'pids'), mysql.pid));
  return mysql.rootUrl;
}

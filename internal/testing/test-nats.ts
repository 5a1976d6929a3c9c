import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { meshUsers } from '../bus/permissions.ts';
import type { ServerBinaries } from '../servers/binaries.ts';
import { obtainServers } from '../servers/obtain-servers.ts';
import { silent } from '../servers/progress.ts';
import type { NatsServer } from '../servers/start-nats.ts';
import type { Canaries } from './canaries.ts';
import { notePid } from './guardian.ts';
import type { RunFacts } from './run-facts.ts';
import { pickNatsPorts, startNatsPatiently } from './start-nats-patiently.ts';

/** A NATS server with the product's own configuration, users and permissions. */
export type TestNats = AsyncDisposable & {
  server: NatsServer;
  url: string;
  /** User → password. */
  passwords: Record<string, string>;
  /** The same as a file, for NATS_USERS. */
  usersFile: string;
  logFile: string;
};

/** Looked for once a worker. */
let binaries: Promise<ServerBinaries> | undefined;

/**
 * User names are unique within a nats-server, so that what each test file has is a whole server of
 * its own (it starts in 40 ms) and not an account.
 */
export async function startTestNats(
  facts: RunFacts,
  canaries: Canaries,
  folder: string,
  automations: string[],
): Promise<TestNats> {
  const passwords = Object.fromEntries(
    [...meshUsers, ...automations].map((user) => [
      user,
      canaries.note(randomBytes(16).toString('hex'), 'a NATS password'),
    ]),
  );
  binaries ??= obtainServers({
    folder: facts.serversFolder,
    progress: silent,
    wanted: { nats: true, mysql: false },
  });
  const found = await binaries;
  const usersFile = join(folder, 'nats-users.json');
  writeFileSync(usersFile, JSON.stringify(passwords), { mode: 0o600 });
  const logFile = join(folder, 'nats.log');
  const options = { binary: found.nats!, folder: join(folder, 'nats'), users: passwords, logFile };
  const server = await startNatsPatiently(options, pickNatsPorts);
  const forget = notePid(facts.pidsFolder, server.pid);
  return {
    server,
    url: server.url,
    passwords,
    usersFile,
    logFile,
    async [Symbol.asyncDispose]() {
      await server.stop();
      forget();
    },
  };
}

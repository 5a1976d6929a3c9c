import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryKernelLock } from '../home/kernel-lock.ts';
import { PersonError } from '../process/person-error.ts';
import type { ServerBinaries, ServerBinary } from './binaries.ts';
import { canFetch, fetchServers } from './fetch-servers.ts';
import type { ServerPackage } from './fetch-servers.ts';
import { findServers } from './find-servers.ts';
import type { Progress } from './progress.ts';
import { oldestVersion } from './versions.ts';

export type ObtainOptions = {
  /** Where fetched packages are unpacked, and looked for the next time. */
  folder: string;
  progress: Progress;
  /** Which of them are wanted; of the databases either, unless one is named. */
  wanted: { nats: boolean; mysql: boolean | 'mariadb' | 'mysql'; redis?: boolean };
  signal?: AbortSignal;
};

/**
 * The servers that the machine has when they are recent enough, else those fetched before, else
 * fetches them now. Throws a PersonError that says what to install where that cannot be done.
 */
export async function obtainServers(options: ObtainOptions): Promise<ServerBinaries> {
  const { folder, wanted } = options;
  const flavour = typeof wanted.mysql === 'string' ? wanted.mysql : undefined;
  const find = async () => findServers(await unpackedTrees(folder), undefined, flavour);
  let found = await find();
  // What can be fetched is MariaDB, which does not read MySQL's data.
  const isOfUse = flavour !== 'mysql' || found.mysql !== undefined;
  if (missingPackages(found, wanted).length > 0 && isOfUse && (await canFetch())) {
    using _lock = await lockFolder(options);
    // Whoever had the lock may have fetched them.
    found = await find();
    const missing = missingPackages(found, wanted);
    if (missing.length > 0) {
      await fetchServers(folder, missing, options.progress, options.signal);
      found = await find();
    }
  }
  if (missingPackages(found, wanted).length > 0)
    throw new PersonError(whatToInstall(found, wanted));
  return found;
}

async function lockFolder({ folder, progress, signal }: ObtainOptions): Promise<Disposable> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (;;) {
    const lock = tryKernelLock(join(folder, '.lock'));
    if (lock) return lock;
    progress.show('another command fetches the servers; waiting for it');
    await sleep(200, undefined, { signal });
  }
}

/** The folders below `folder` that packages were unpacked into. */
export async function unpackedTrees(folder: string): Promise<string[]> {
  const entries = await readdir(folder).catch(() => []);
  return entries.filter((name) => !name.startsWith('.')).map((name) => join(folder, name));
}

function missingPackages(found: ServerBinaries, wanted: ObtainOptions['wanted']): ServerPackage[] {
  return [
    ...(wanted.nats && !found.nats ? ['nats-server' as const] : []),
    ...(wanted.mysql && !found.mysql ? ['mariadb-server-core' as const] : []),
    ...(wanted.redis && !found.redis ? ['redis-server' as const] : []),
  ];
}

function databaseToInstall(wanted: ObtainOptions['wanted']['mysql']): string {
  const made = 'which made the database that is there';
  if (wanted === 'mariadb') return `MariaDB ${oldestVersion('mariadb')} or later, ${made},`;
  if (wanted === 'mysql') return `MySQL ${oldestVersion('mysql')} or later, ${made},`;
  return `MariaDB ${oldestVersion('mariadb')} (or MySQL ${oldestVersion('mysql')}) or later`;
}

function whatToInstall(found: ServerBinaries, wanted: ObtainOptions['wanted']): string {
  const isMissing = (server: ServerBinary | undefined, isWanted: unknown) => isWanted && !server;
  const needs = [
    ...(isMissing(found.nats, wanted.nats)
      ? [`nats-server ${oldestVersion('nats')} or later`]
      : []),
    ...(isMissing(found.mysql, wanted.mysql) ? [databaseToInstall(wanted.mysql)] : []),
    ...(isMissing(found.redis, wanted.redis)
      ? [`redis-server ${oldestVersion('redis')} or later`]
      : []),
  ].join(' and ');
  return (
    `natter needs ${needs} and found none on the PATH, and on this system it cannot fetch them ` +
    'by itself. Install them (on macOS: "brew install nats-server mariadb"; elsewhere with your ' +
    'package manager) and start again; or run servers of your own and name them in NATS_URL and ' +
    'MYSQL_URL; or run everything in containers with "docker compose up".'
  );
}

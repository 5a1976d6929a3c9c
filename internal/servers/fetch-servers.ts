import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PersonError } from '../process/person-error.ts';
import { privateApt } from './apt.ts';
import type { Apt } from './apt.ts';
import { libraryFolders } from './library-folders.ts';
import type { Progress } from './progress.ts';
import { runTool } from './run-tool.ts';
import type { ToolResult } from './run-tool.ts';

/** A package with a server, and the program in it whose libraries must be complete. */
export const serverPackages = {
  'nats-server': 'usr/sbin/nats-server',
  'mariadb-server-core': 'usr/sbin/mariadbd',
  'redis-server': 'usr/bin/redis-server',
} as const;

export type ServerPackage = keyof typeof serverPackages;

/** What a server's package leaves to another: Debian's redis-server is a link into redis-tools. */
const companions: Partial<Record<ServerPackage, string[]>> = { 'redis-server': ['redis-tools'] };

/** True where packages can be fetched and unpacked without root: Debian, Ubuntu and their kin. */
export async function canFetch(): Promise<boolean> {
  const tools = [runTool('apt-get', ['--version']), runTool('dpkg-deb', ['--version'])];
  const results = await Promise.allSettled(tools);
  return results.every((result) => result.status === 'fulfilled' && result.value.code === 0);
}

/**
 * Fetches server packages with the distribution's package manager, together with the libraries
 * that this machine lacks, and unpacks each into `folder/<package>`. Needs no root, and leaves the
 * system as it was. What an interrupted run fetched of the lists is used again.
 */
export async function fetchServers(
  folder: string,
  names: ServerPackage[],
  progress: Progress,
  signal?: AbortSignal,
): Promise<void> {
  const fetching = join(folder, '.fetching');
  const apt = await privateApt(join(fetching, 'apt'), progress, signal);
  const update = await apt.update();
  const packages = names.flatMap(packagesOf);
  const missing = (await apt.missingDependencies(packages)).filter(isLibrary);
  // A name of its own: tools of a run that was killed may still write into theirs.
  const workFolder = join(fetching, randomUUID());
  const debs = join(workFolder, 'debs');
  const result = await apt.download([...packages, ...missing], debs);
  if (result.code !== 0) throw cannotFetch(names, result, update);
  progress.show(`unpacking ${names.join(', ')}`);
  await Promise.all(names.map((name) => unpack(apt, workFolder, name, missing)));
  for (const name of names) {
    await rm(join(folder, name), { recursive: true, force: true });
    await rename(join(workFolder, name), join(folder, name));
  }
  await rm(fetching, { recursive: true, force: true, maxRetries: 3 });
}

/** Unpacks one server and its libraries; asks for more when the program still lacks some. */
async function unpack(
  apt: Apt,
  workFolder: string,
  name: ServerPackage,
  libraries: string[],
): Promise<void> {
  const tree = join(workFolder, name);
  await mkdir(tree, { recursive: true, mode: 0o700 });
  const program = join(tree, serverPackages[name]);
  await unpackInto(tree, join(workFolder, 'debs'), [...packagesOf(name), ...libraries]);
  const known: string[] = [...packagesOf(name), ...libraries];
  for (let round = 1; (await missingLibraries(tree, program)).length > 0; round += 1) {
    const more = (await apt.missingDependencies(known)).filter(isLibrary);
    const fresh = more.filter((library) => !known.includes(library));
    if (fresh.length === 0 || round > 5) {
      const libraryNames = (await missingLibraries(tree, program)).join(', ');
      throw new PersonError(
        `${name} was fetched but this system lacks ${libraryNames}; ` +
          `install it with "sudo apt-get install ${name}" and start again.`,
      );
    }
    const debs = join(workFolder, `debs-${name}-${round}`);
    const result = await apt.download(fresh, debs);
    if (result.code !== 0) throw cannotFetch(fresh, result);
    await unpackInto(tree, debs, fresh);
    known.push(...fresh);
  }
}

function packagesOf(name: ServerPackage): string[] {
  return [name, ...(companions[name] ?? [])];
}

async function unpackInto(tree: string, debs: string, names: string[]): Promise<void> {
  const files = await readdir(debs);
  for (const name of names) {
    for (const file of files.filter((entry) => entry.startsWith(`${name}_`))) {
      const result = await runTool('dpkg-deb', ['-x', join(debs, file), tree]);
      if (result.code === 0) continue;
      throw new PersonError(
        `${file} could not be unpacked under NATTER_HOME (${lastComplaint(result.stderr)}); ` +
          'check that the disk has 150 MB free, then start again.',
      );
    }
  }
}

async function missingLibraries(tree: string, program: string): Promise<string[]> {
  const env = { LD_LIBRARY_PATH: (await libraryFolders(tree)).join(':') };
  const { stdout } = await runTool('ldd', [program], { env });
  return [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map((found) => found[1]!);
}

function isLibrary(name: string): boolean {
  return name.startsWith('lib');
}

function cannotFetch(names: string[], ...results: ToolResult[]): PersonError {
  const why = lastComplaint(results.map((result) => result.stderr).join('\n'));
  return new PersonError(
    `${names.join(' and ')} could not be fetched with apt-get (${why}); connect this machine to ` +
      `its package mirror or run "sudo apt-get install ${names.join(' ')}", then start again.`,
  );
}

function lastComplaint(stderr: string): string {
  const complaints = stderr.split('\n').filter((line) => /^(E|W|Err|dpkg\S*): ?/.test(line));
  const line =
    complaints.find((text) => text.includes('Failed to fetch')) ??
    complaints.find((text) => text.startsWith('E:')) ??
    complaints[0];
  return line?.replace(/^\w+: ?/, '').trim() ?? 'no reason given';
}

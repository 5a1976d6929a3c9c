import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { binaryEnv } from './binaries.ts';
import type { ServerBinaries, ServerBinary } from './binaries.ts';
import { libraryFolders } from './library-folders.ts';
import {
  isRecentEnough,
  parseMysqlVersion,
  parseNatsVersion,
  parseRedisVersion,
} from './versions.ts';
import type { Flavour, ServerVersion } from './versions.ts';

const run = promisify(execFile);
const programFolders = ['usr/sbin', 'usr/bin'];
const natsPrograms = { names: ['nats-server'], args: ['--version'] };
const mysqlPrograms = { names: ['mariadbd', 'mysqld'], args: ['--no-defaults', '--version'] };
const redisPrograms = { names: ['redis-server'], args: ['--version'] };

/**
 * Finds a nats-server, a MariaDB or MySQL server and a redis-server that are recent enough: first
 * on the PATH and where distributions put servers, then in `trees`, folders that packages were
 * unpacked into (each holds a `usr/`). Passed over is a program that is too old or does not run, or
 * a database server of another flavour than is asked for.
 */
export async function findServers(
  trees: string[],
  path = process.env.PATH ?? '',
  flavour?: Flavour,
): Promise<ServerBinaries> {
  const onPath = [...path.split(delimiter), '/usr/sbin', '/usr/local/sbin'].filter(Boolean);
  const places = [
    ...[...new Set(onPath)].map((folder) => ({ folder, root: '/', sharedObjects: '' })),
    ...(await Promise.all(trees.map(placesInTree))).flat(),
  ];
  const [nats, mysql, redis] = await Promise.all([
    firstGood(places, natsPrograms, parseNatsVersion),
    firstGood(places, mysqlPrograms, parseMysqlVersion, flavour),
    firstGood(places, redisPrograms, parseRedisVersion),
  ]);
  return { nats, mysql, redis };
}

type Parse = (output: string) => ServerVersion | undefined;
type Place = { folder: string; root: string; sharedObjects: string };

async function placesInTree(root: string): Promise<Place[]> {
  const sharedObjects = (await libraryFolders(root)).join(delimiter);
  return programFolders.map((folder) => ({ folder: join(root, folder), root, sharedObjects }));
}

async function firstGood(
  places: Place[],
  programs: { names: string[]; args: string[] },
  parse: Parse,
  flavour?: Flavour,
): Promise<ServerBinary | undefined> {
  for (const { folder, root, sharedObjects } of places) {
    for (const name of programs.names) {
      const path = join(folder, name);
      const version = parse(await ask(path, programs.args, sharedObjects));
      if (!version || (flavour && version.flavour !== flavour)) continue;
      if (isRecentEnough(version)) return { path, root, sharedObjects, ...version };
    }
  }
  return undefined;
}

/** What the program prints when asked; nothing when it is not there or cannot run. */
async function ask(path: string, args: string[], sharedObjects: string): Promise<string> {
  try {
    await access(path, constants.X_OK);
    const options = { env: binaryEnv({ sharedObjects }), timeout: 10_000 };
    return (await run(path, args, options)).stdout;
  } catch {
    return '';
  }
}

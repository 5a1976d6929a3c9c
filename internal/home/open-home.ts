import { chmodSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { PersonError } from '../process/person-error.ts';

/** The folder named by NATTER_HOME, and where each thing in it has its place. */
export type Home = {
  /** Absolute path. */
  folder: string;
  logs: string;
  /** Server packages that were fetched and unpacked. */
  servers: string;
  /** Data of the private nats-server; further ones of a cluster stand beside it. */
  nats: string;
  /** Data of the private database server. */
  mysql: string;
  lockFile: string;
  holderFile: string;
  credentialsFile: string;
  natsUsersFile: string;
  runFile: string;
  processesFile: string;
};

/**
 * Makes the folder when it is missing and keeps it to its owner. Throws a PersonError when it
 * cannot be written.
 */
export function openHome(path: string): Home {
  const home = homeAt(path);
  try {
    for (const folder of [home.folder, home.logs, home.servers]) {
      makeFolder(folder);
    }
    if ((statSync(home.folder).mode & 0o077) !== 0) chmodSync(home.folder, 0o700);
    const probe = join(home.folder, `.probe-${process.pid}`);
    writeFileSync(probe, '', { mode: 0o600 });
    rmSync(probe);
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new PersonError(
      `NATTER_HOME (${home.folder}) cannot be written (${code}); make it a folder that this user ` +
        'may write to, or set NATTER_HOME to another one.',
    );
  }
  return home;
}

/** Folder after folder: Node's own recursive mkdir never returns below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another command made it a moment before.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Where things are in a home, without touching it. */
export function homeAt(path: string): Home {
  const folder = resolve(path);
  const at = (name: string) => join(folder, name);
  return {
    folder,
    logs: at('logs'),
    servers: at('servers'),
    nats: at('nats'),
    mysql: at('mysql'),
    lockFile: at('lock'),
    holderFile: at('holder.json'),
    credentialsFile: at('credentials.json'),
    natsUsersFile: at('nats-users.json'),
    runFile: at('run.json'),
    processesFile: at('processes.json'),
  };
}

import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { processStart } from '../process/process-identity.ts';
import type { Home } from './open-home.ts';
import type { RecordedProcess } from './process-record.ts';

const names: Record<string, string> = {
  mariadbd: 'mysql',
  mysqld: 'mysql',
  'nats-server': 'nats',
};

/**
 * Servers that work on this home's data, told by their command lines: one that was started an
 * instant before its starter was killed is in no record. Linux only (proc(5)); none are found
 * elsewhere.
 */
export async function findServersAtWork(home: Home): Promise<RecordedProcess[]> {
  const entries = await readdir('/proc').catch(() => []);
  const pids = entries.filter((entry) => /^\d+$/.test(entry)).map(Number);
  const found = await Promise.all(pids.map((pid) => identify(home, pid)));
  return found.filter((server) => server !== undefined);
}

async function identify(home: Home, pid: number): Promise<RecordedProcess | undefined> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const [program = '', ...args] = line.split('\0');
  const name = names[basename(program)];
  if (!name || !args.some((arg) => isInHome(home, arg))) return undefined;
  const startedAt = await processStart(pid);
  return startedAt === undefined ? undefined : { name, pid, startedAt };
}

/** `--datadir=<home>/mysql/data`, `<home>/nats/nats.conf`, `<home>/nats-2/nats.conf`. */
function isInHome(home: Home, arg: string): boolean {
  const path = arg.replace(/^--[a-z-]+=/, '');
  return path.startsWith(`${home.mysql}/`) || /^(-\d+)?\//.test(after(home.nats, path));
}

function after(start: string, text: string): string {
  return text.startsWith(start) ? text.slice(start.length) : '';
}

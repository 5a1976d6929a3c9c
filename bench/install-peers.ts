import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
const stampFile = join(folder, 'node_modules/.natter-bench');

/** Installs the packages of the peers when they are missing or not those of the lockfile. */
export async function installPeers(say: (line: string) => void): Promise<void> {
  const lockfile = readFileSync(join(folder, 'package-lock.json'));
  const stamp = createHash('sha256').update(lockfile).digest('hex');
  if (readStamp() === stamp) return;
  say('installing the packages of the peers…');
  await runNpm(['ci', '--ignore-scripts', '--loglevel=error', '--no-audit', '--no-fund']);
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  writeFileSync(stampFile, stamp);
}

function readStamp(): string {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return '';
  }
}

/** With the npm that runs this command, else the one on the PATH. */
async function runNpm(args: string[]): Promise<void> {
  const own = process.env.npm_execpath;
  const isNpm = own !== undefined && /npm-cli\.c?js$/.test(own);
  const [program, first] = isNpm ? [process.execPath, [own]] : ['npm', []];
  const child = spawn(program, [...first, ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise<number | string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (exitCode, signal) => resolve(exitCode ?? signal));
  });
  if (code !== 0) throw new Error(`the peers could not be installed (npm ended with ${code})`);
}

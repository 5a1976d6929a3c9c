import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { homeAt } from '../../internal/home/open-home.ts';
import type { Home } from '../../internal/home/open-home.ts';
import { readRunFile } from '../../internal/home/run-file.ts';
import type { RunFile } from '../../internal/home/run-file.ts';
import { stopOrphans } from '../../internal/home/stop-orphans.ts';
import { freePorts } from '../../internal/servers/free-port.ts';

const upScript = fileURLToPath(new URL('../../cmd/up.ts', import.meta.url));
const readyDeadlineMs = 60_000;

/** A home of its own and ports of its own, whose servers need not be fetched. */
export type Place = AsyncDisposable & {
  home: Home;
  env: NodeJS.ProcessEnv;
  url: string;
  /** Ended, with all that they started, before the home goes. */
  natters: Natter[];
};

/** A started `npm start`, as a person at a shell sees it. */
export type Natter = {
  pid: number;
  /** Resolves when it says that it is ready; throws what it printed when it ends before. */
  ready: () => Promise<RunFile>;
  /** What it printed so far. */
  output: () => string;
  kill: (signal: NodeJS.Signals) => void;
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
};

export async function newPlace(serversFolder: string): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'natter-start-'));
  const home = homeAt(join(folder, 'home'));
  mkdirSync(home.folder, { mode: 0o700 });
  symlinkSync(serversFolder, home.servers);
  const [web, relay] = await freePorts(2);
  const natters: Natter[] = [];
  const env = { NATTER_HOME: home.folder, WEB_PORT: String(web), RELAY_PORT: String(relay) };
  return {
    home,
    env,
    url: `http://127.0.0.1:${web}`,
    natters,
    [Symbol.asyncDispose]: async () => {
      for (const natter of natters) natter.kill('SIGTERM');
      await Promise.all(natters.map(({ ended }) => ended));
      if (existsSync(home.processesFile)) await stopOrphans(home);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export function startNatter(
  place: Place,
  args: string[] = [],
  env: NodeJS.ProcessEnv = {},
): Natter {
  const child = spawn(process.execPath, [upScript, ...args], {
    env: { ...process.env, ...place.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }));
  const natter: Natter = {
    pid: child.pid!,
    output: () => said.stdout,
    kill: (signal) => void child.kill(signal),
    ended,
    ready: async () => {
      const deadline = AbortSignal.timeout(readyDeadlineMs);
      while (!said.stdout.includes(`natter is ready at ${place.url}\n`)) {
        const end = await Promise.race([ended, once(child.stdout, 'data', { signal: deadline })]);
        if ('code' in end) throw new Error(`it ended: ${JSON.stringify(end)}`);
      }
      return readRunFile(place.home)!;
    },
  };
  place.natters.push(natter);
  return natter;
}

/** Every process id in a run.json, those of private servers included. */
export function allPids(run: RunFile): number[] {
  const { web, relay, dbmgr, bots, nats, mysql } = run;
  const groups = [web.pids, relay.pids, dbmgr.pids, ...Object.values(bots), nats.pids, mysql.pids];
  return groups.flatMap((pids) => pids ?? []);
}

/** True when a process with this number runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

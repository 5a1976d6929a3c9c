import { spawn } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { homeAt } from '../../internal/home/open-home.ts';
import { readRunFile, type RunFile } from '../../internal/home/run-file.ts';
import { freePorts } from '../../internal/servers/free-port.ts';
import { childrenOf } from '../measure/process-cost.ts';
import type { RunningSystem, StartOptions, System } from '../system.ts';
import { readyServers, serversFolder } from './servers.ts';

const project = join(import.meta.dirname, '../..');
const readyPatienceMs = 60_000;
const stopPatienceMs = 20_000;

/** Everybody comes from one address here, which shall not be what is measured. */
const addressLimits = { LIMIT_ADDRESS_SOCKETS: '100000', LIMIT_CHAT_SESSIONS: '1000000' };

export const natterSystem: System = {
  name: 'natter',
  what: '`npm start` as it is shipped',
  start: startNatter,
};

async function startNatter(options: StartOptions): Promise<RunningSystem> {
  const { folder, mesh, settings, say } = options;
  const { nats, mysql } = await readyServers(say);
  const home = homeAt(folder);
  symlinkSync(serversFolder, home.servers);
  const raised = { ...addressLimits, ...settings };
  const child = spawn(process.execPath, ['cmd/run.mjs', 'cmd/up.ts', ...flagsOf(mesh)], {
    cwd: project,
    env: await environment(folder, raised, options.profiles),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), stopPatienceMs);
    await ended;
    clearTimeout(late);
  };
  try {
    await untilReady(createInterface(child.stdout), ended);
  } catch (error) {
    await stop();
    throw error;
  }
  const run = () => readRunFile(home)!;
  const launchers = [child.pid!, ...childrenOf(child.pid!)];
  return {
    name: 'natter',
    url: `${run().relay.urls[0]!.replace('http', 'ws')}/ws`,
    run,
    pids: () => pidsOf(run(), launchers),
    versions: { 'nats-server': nats.version, [mysql.flavour]: mysql.version },
    settings: Object.entries(raised).map(([name, value]) => `${name}=${value}`),
    [Symbol.asyncDispose]: stop,
  };
}

function flagsOf({ relays, dbmgrs }: StartOptions['mesh']): string[] {
  return ['--relays', String(relays), '--dbmgrs', String(dbmgrs)];
}

/** What a person's shell would have, and nothing of natter's that is set in this one. */
async function environment(
  home: string,
  settings: Record<string, string>,
  profiles: string | undefined,
): Promise<NodeJS.ProcessEnv> {
  const { PATH, HOME, TMPDIR, LANG } = process.env;
  const [web, relay, metrics] = await freePorts(3);
  return {
    PATH,
    HOME,
    TMPDIR,
    LANG,
    NATTER_HOME: home,
    WEB_PORT: String(web),
    RELAY_PORT: String(relay),
    METRICS_PORT: String(metrics),
    ...settings,
    ...(profiles ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profiles}` } : {}),
  };
}

async function untilReady(
  lines: AsyncIterable<string> & { on: (event: 'line', hear: (line: string) => void) => unknown },
  ended: Promise<void>,
): Promise<void> {
  const ready = Promise.withResolvers<void>();
  let last = '';
  lines.on('line', (line) => {
    last = line;
    if (line.startsWith('natter is ready at ')) ready.resolve();
  });
  void ended.then(() => ready.reject(new Error(`natter ended while it started: ${last}`)));
  const late = setTimeout(
    () => ready.reject(new Error(`natter did not start in time: ${last}`)),
    readyPatienceMs,
  );
  await ready.promise;
  clearTimeout(late);
}

function pidsOf(run: RunFile, launchers: number[]): Record<string, number[]> {
  return {
    web: run.web.pids,
    relay: run.relay.pids,
    dbmgr: run.dbmgr.pids,
    bots: Object.values(run.bots).flat(),
    nats: run.nats.pids ?? [],
    database: run.mysql.pids ?? [],
    launcher: launchers,
  };
}

import { dirname } from 'node:path';
import { openHome } from '../../internal/home/open-home.ts';
import { removeRunFile } from '../../internal/home/run-file.ts';
import { stopOrphans } from '../../internal/home/stop-orphans.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { PersonError } from '../../internal/process/person-error.ts';
import { findAncestors, watchAncestors } from './ancestors.ts';
import { bringUp } from './bring-up.ts';
import { checkPorts } from './check-ports.ts';
import { drain, nothingRunning } from './drain.ts';
import { listenForStop } from './listen-for-stop.ts';
import type { Stop } from './listen-for-stop.ts';
import { localUrl } from './mesh-facts.ts';
import { readEnvironment } from './read-environment.ts';
import type { Environment } from './read-environment.ts';
import { readOptions } from './read-options.ts';
import type { UpOptions } from './read-options.ts';
import type { Programs } from './start-mesh.ts';
import { takeLock } from './take-lock.ts';
import { showProgress } from './terminal.ts';
import { watchSources } from './watch-sources.ts';

type Terminal = ReturnType<typeof showProgress>;

/**
 * `npm start`: runs the whole mesh until it is asked to end, then drains it. Resolves with the exit
 * code: 0 when it was ready and ended in order, 1 when it could not start or failed, 128 + the
 * signal's number when it was asked to end before it was ready.
 */
export async function runUp(args: string[], programs: Programs): Promise<number> {
  const terminal = showProgress(process.stdout);
  using stop = listenForStop(() => terminal.say('still stopping; this takes 10 s at most'));
  const onFailure = (error: unknown) => {
    terminal.say(`natter itself failed and stops: ${String(error)}`);
    stop.ask('failure');
  };
  process.on('uncaughtException', onFailure).on('unhandledRejection', onFailure);
  try {
    const up = readOptions(args);
    if (!up) return 0;
    const isReady = await runMesh({ up, programs, terminal, stop });
    if (stop.reason() === 'failure') return 1;
    return isReady ? 0 : exitCodeOf(stop);
  } catch (error) {
    terminal.endState();
    process.stderr.write(`${presentError(error)}\n`);
    return 1;
  } finally {
    process.off('uncaughtException', onFailure).off('unhandledRejection', onFailure);
  }
}

type RunMesh = { up: UpOptions; programs: Programs; terminal: Terminal; stop: Stop };

/** True when the mesh was ready before it was asked to end. */
async function runMesh({ up, programs, terminal, stop }: RunMesh): Promise<boolean> {
  const environment = readEnvironment(process.env);
  const home = openHome(environment.NATTER_HOME);
  const ancestors = await findAncestors();
  const url = localUrl(environment.HOST, environment.WEB_PORT);
  const holder = { command: 'npm start', url, ancestors };
  using lock = await takeLock(home, { ...holder, state: 'starting' });
  const forgetAncestors = watchAncestors(ancestors, () => stop.ask('launcher'));
  removeRunFile(home);
  const orphans = await stopOrphans(home);
  if (orphans.length > 0) terminal.say(`ended what was left running: ${orphans.join(', ')}`);
  await checkPorts(portsOf(environment));
  const running = nothingRunning();
  const givingUp = new AbortController();
  const signal = AbortSignal.any([stop.signal, givingUp.signal]);
  try {
    const progress = terminal;
    await using _ = await bringUp({ home, environment, up, programs, progress, signal, running });
    lock.describe({ ...holder, state: 'running' });
    terminal.say(`natter is ready at ${url}`);
    using _watch = up.watch
      ? watchSources(dirname(dirname(programs.web)), running, terminal.say)
      : undefined;
    await stop.asked;
    return true;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return false;
  } finally {
    givingUp.abort();
    tryTo(() => lock.describe({ ...holder, state: 'stopping' }));
    terminal.say('stopping');
    await drain(running);
    tryTo(() => removeRunFile(home));
    forgetAncestors();
  }
}

/** A home that cannot be written any more keeps nobody from ending what runs. */
function tryTo(keepAccount: () => void): void {
  try {
    keepAccount();
  } catch {
    // The next start finds out by itself what is left.
  }
}

function portsOf(environment: Environment): { setting: string; port: number; host: string }[] {
  const { HOST: host, WEB_PORT, RELAY_PORT, METRICS_PORT } = environment;
  return [
    { setting: 'WEB_PORT', port: WEB_PORT, host },
    { setting: 'RELAY_PORT', port: RELAY_PORT, host },
    ...(process.env.METRICS_PORT && METRICS_PORT > 0
      ? [{ setting: 'METRICS_PORT', port: METRICS_PORT, host: '127.0.0.1' }]
      : []),
  ];
}

const signalNumbers: Record<string, number> = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

function exitCodeOf(stop: Stop): number {
  return 128 + (signalNumbers[stop.reason() ?? ''] ?? 0) || 1;
}

/** One sentence for what a person can put right; a defect of natter's own keeps its trace. */
function presentError(error: unknown): string {
  if (error instanceof PersonError || error instanceof AppError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

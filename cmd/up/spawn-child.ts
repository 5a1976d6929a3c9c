import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { PersonError } from '../../internal/process/person-error.ts';
import type { ChildMessage } from '../../internal/process/run-process.ts';
import type { StandbyMessage } from '../../internal/process/standby.ts';
import type { Door } from './open-door.ts';
import { describeExit } from './supervise.ts';
import type { Exit, Instance } from './supervise.ts';

/**
 * What every process of the mesh is started with. V8 lets its young generation grow to 96 MiB and
 * never gives it back; with 8 MiB halves thousands of sockets cost what they hold and no more.
 */
export const nodeFlags = ['--disable-proto=delete', '--disable-sigusr1', '--max-semi-space-size=8'];

export type ChildOptions = {
  name: string;
  /** Path of the TypeScript file to run. */
  script: string;
  args?: string[];
  env: NodeJS.ProcessEnv;
  logFile: string;
  readyDeadlineMs?: number;
  /** Handed to it as file descriptor `doorFd`, which LISTEN_FD tells it. */
  door?: Door;
};

/** Behind standard input, output, error and the IPC channel. */
const doorFd = 4;

const defaultReadyDeadlineMs = 30_000;

/**
 * Starts a process of the mesh in a process group of its own, its output appended to its log, with
 * an IPC channel over which it says that it is ready, and whose end tells it that its parent is
 * gone.
 */
export async function spawnChild(options: ChildOptions): Promise<Instance> {
  return spawnWaiting(options, Promise.resolve());
}

/** One that has been started ahead of time: it loads its program and does nothing else. */
export type Standby = Instance & { begin: () => void };

/** Starts a process that waits until it is told to begin; then it becomes ready like any other. */
export async function spawnStandby(options: ChildOptions): Promise<Standby> {
  const begun = Promise.withResolvers<void>();
  const args = [...(options.args ?? []), '--standby'];
  const { child, ...instance } = await spawnWaiting({ ...options, args }, begun.promise);
  const message: StandbyMessage = { begin: true };
  return {
    ...instance,
    begin: () => {
      child.send(message, () => {});
      begun.resolve();
    },
  };
}

/** From `begun` on it may take so long until it is ready. */
async function spawnWaiting(
  options: ChildOptions,
  begun: Promise<void>,
): Promise<Instance & { child: ChildProcess }> {
  const log = openSync(options.logFile, 'a', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(process.execPath, [...nodeFlags, options.script, ...(options.args ?? [])], {
      detached: true,
      env: options.door ? { ...options.env, LISTEN_FD: String(doorFd) } : options.env,
      stdio: ['ignore', log, log, 'ipc', ...(options.door ? [options.door.fd] : [])],
    });
  } finally {
    closeSync(log);
  }
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  let metricsPort: number | undefined;
  const ready = begun
    .then(() => untilReady(child, exited, options))
    .then((port) => {
      metricsPort = port;
    });
  // Whoever awaits ready() hears of a failure; a child that is stopped before need not be heard of.
  ready.catch(() => {});
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  return {
    child,
    pid: child.pid!,
    exited,
    ready: () => ready,
    metricsPort: () => metricsPort,
    stop: async (deadlineMs) => {
      const hasExited = () => child.exitCode !== null || child.signalCode !== null;
      if (!hasExited()) child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
      await exited;
      clearTimeout(late);
    },
  };
}

function untilReady(
  child: ChildProcess,
  exited: Promise<Exit>,
  { name, logFile, readyDeadlineMs = defaultReadyDeadlineMs }: ChildOptions,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    let failed = '';
    const late = setTimeout(() => {
      const seconds = readyDeadlineMs / 1000;
      reject(new PersonError(`${name} was not ready after ${seconds} s; its log is ${logFile}`));
    }, readyDeadlineMs);
    child.on('message', (message: ChildMessage) => {
      if ('failed' in message) failed = message.failed;
      if (!('ready' in message)) return;
      clearTimeout(late);
      resolve(message.metricsPort);
    });
    void exited.then((exit) => {
      clearTimeout(late);
      const why = failed || `it ended (${describeExit(exit)}); its log is ${logFile}`;
      reject(new PersonError(`${name} could not start: ${why}`));
    });
  });
}

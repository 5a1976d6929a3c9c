import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { binaryEnv } from './binaries.ts';
import type { ServerBinary } from './binaries.ts';

export type ServerExit = { code: number | null; signal: NodeJS.Signals | null };

/** A server program that runs as a child in a process group of its own. */
export type ServerProcess = {
  pid: number;
  /** Resolves when the program has ended, whoever ended it. */
  exited: Promise<ServerExit>;
  hasExited: () => boolean;
  /** SIGTERM, then SIGKILL when it has not ended after `deadlineMs`; resolves when it has ended. */
  stop: (deadlineMs?: number) => Promise<void>;
};

const stopDeadlineMs = 10_000;

/** Starts the program with its output appended to `logFile`. Throws when it cannot be started. */
export async function spawnServer(
  binary: ServerBinary,
  args: string[],
  options: { logFile: string; cwd: string },
): Promise<ServerProcess> {
  const log = openSync(options.logFile, 'a', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(binary.path, args, {
      cwd: options.cwd,
      detached: true,
      env: binaryEnv(binary),
      stdio: ['ignore', log, log],
    });
  } finally {
    closeSync(log);
  }
  const exited = new Promise<ServerExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const hasExited = () => child.exitCode !== null || child.signalCode !== null;
  return {
    pid: child.pid!,
    exited,
    hasExited,
    stop: async (deadlineMs = stopDeadlineMs) => {
      if (!hasExited()) child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
      await exited;
      clearTimeout(late);
    },
  };
}

/**
 * Asks `isReady` until it says yes. Throws a sentence with the log's last lines when the server
 * ends or `deadlineMs` passes; the server is stopped then.
 */
export async function waitUntilReady(
  server: ServerProcess,
  isReady: () => Promise<boolean>,
  options: { name: string; logFile: string; deadlineMs?: number },
): Promise<void> {
  const deadline = performance.now() + (options.deadlineMs ?? 30_000);
  for (let waitMs = 10; ; waitMs = Math.min(waitMs * 1.5, 200)) {
    if (await isReady().catch(() => false)) return;
    const ended = server.hasExited();
    if (ended || performance.now() > deadline) {
      const what = ended ? 'ended while it started' : 'did not answer in time';
      const tail = await lastLines(options.logFile);
      await server.stop(1_000);
      throw new Error(`${options.name} ${what}; its log ${options.logFile} ends with: ${tail}`);
    }
    await sleep(waitMs);
  }
}

async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trim().split('\n').slice(-3).join(' | ').slice(-600);
}

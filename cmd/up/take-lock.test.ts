import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tryLockHome } from '../../internal/home/lock-home.ts';
import type { HomeLock } from '../../internal/home/lock-home.ts';
import { openHome } from '../../internal/home/open-home.ts';
import type { Home } from '../../internal/home/open-home.ts';
import { processStart } from '../../internal/process/process-identity.ts';
import { takeLock } from './take-lock.ts';

const url = 'http://127.0.0.1:18123';
const starting = { command: 'npm start', state: 'starting' } as const;

function newHome(): Home {
  const folder = mkdtempSync(join(tmpdir(), 'natter-take-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return openHome(folder);
}

async function startLauncher(): Promise<{ pid: number; startedAt: string; kill: () => void }> {
  const child = spawn('sleep', ['60']);
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  const startedAt = (await processStart(child.pid!))!;
  return { pid: child.pid!, startedAt, kill: () => void child.kill('SIGKILL') };
}

function letGoLater(lock: HomeLock | undefined): void {
  setTimeout(() => lock![Symbol.dispose](), 200);
}

test('a second start is told in one sentence that natter runs, and where', async () => {
  const home = newHome();
  const ancestors = [await startLauncher()].map(({ pid, startedAt }) => ({ pid, startedAt }));
  using _first = tryLockHome(home, { command: 'npm start', state: 'running', url, ancestors });
  await expect(takeLock(home, starting)).rejects.toThrow(
    `natter is already running at ${url} with NATTER_HOME ${home.folder} (process ${process.pid})`,
  );
});

test('a start waits for one that is stopping', async () => {
  const home = newHome();
  letGoLater(tryLockHome(home, { command: 'npm start', state: 'stopping', url, ancestors: [] }));
  using lock = await takeLock(home, starting);
  expect(lock).toBeDefined();
});

test('a start waits for one whose launcher was killed, as that one ends too', async () => {
  const home = newHome();
  const { kill, ...launcher } = await startLauncher();
  const ancestors = [launcher];
  letGoLater(tryLockHome(home, { command: 'npm start', state: 'running', url, ancestors }));
  kill();
  await new Promise((resolve) => setTimeout(resolve, 50));
  using lock = await takeLock(home, starting);
  expect(lock).toBeDefined();
});

test('a start waits for the operator to finish', async () => {
  const home = newHome();
  letGoLater(tryLockHome(home, { command: 'su', state: 'running' }));
  using lock = await takeLock(home, starting);
  expect(lock).toBeDefined();
});

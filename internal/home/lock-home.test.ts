import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { lockHome, readHolder, tryLockHome } from './lock-home.ts';
import { openHome } from './open-home.ts';
import type { Home } from './open-home.ts';

const holder = { command: 'npm start', state: 'running', url: 'http://127.0.0.1:1' } as const;

function newHome(): Home {
  const folder = mkdtempSync(join(tmpdir(), 'natter-lock-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return openHome(folder);
}

/** Another process that takes the lock and keeps it until it is killed. */
async function lockElsewhere(home: Home): Promise<ReturnType<typeof spawn>> {
  const module = (name: string) => JSON.stringify(fileURLToPath(new URL(name, import.meta.url)));
  const program = `
    import { tryLockHome } from ${module('lock-home.ts')};
    import { homeAt } from ${module('open-home.ts')};
    const home = homeAt(${JSON.stringify(home.folder)});
    globalThis.lock = tryLockHome(home, ${JSON.stringify(holder)});
    console.log(lock ? 'locked' : 'refused');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  expect(line.toString().trim()).toBe('locked');
  return child;
}

test('a home has one holder, in this process too', () => {
  const home = newHome();
  {
    using lock = tryLockHome(home, holder);
    expect(lock).toBeDefined();
    expect(tryLockHome(home, holder)).toBeUndefined();
    lock!.describe({ ...holder, state: 'stopping' });
    expect(readHolder(home)).toEqual({ ...holder, state: 'stopping', pid: process.pid });
  }
  using again = tryLockHome(home, holder);
  expect(again).toBeDefined();
});

test('the lock ends with a holder that is killed', async () => {
  const home = newHome();
  const other = await lockElsewhere(home);
  expect(tryLockHome(home, holder)).toBeUndefined();
  expect(readHolder(home)?.pid).toBe(other.pid);
  other.kill('SIGKILL');
  await once(other, 'exit');
  using lock = tryLockHome(home, holder);
  expect(lock).toBeDefined();
});

test('whoever finds it worth waiting gets the lock when it is free', async () => {
  const home = newHome();
  const other = await lockElsewhere(home);
  expect(await lockHome(home, holder, async () => false, 5_000)).toBeUndefined();
  expect(await lockHome(home, holder, async () => true, 150)).toBeUndefined();
  const waiting = lockHome(home, holder, async (present) => present?.pid === other.pid, 5_000);
  other.kill('SIGKILL');
  using lock = await waiting;
  expect(lock).toBeDefined();
});

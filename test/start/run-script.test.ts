import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const runScript = fileURLToPath(new URL('../../cmd/run.mjs', import.meta.url));

/** A checkout with one package to run, one to develop, and programs, that needs no registry. */
function newCheckout(): string {
  const folder = mkdtempSync(join(tmpdir(), 'natter-checkout-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  mkdirSync(join(folder, 'cmd'));
  copyFileSync(runScript, join(folder, 'cmd/run.mjs'));
  for (const name of ['needed', 'handy']) {
    mkdirSync(join(folder, name));
    writeJson(folder, `${name}/package.json`, { name, version: '1.0.0' });
  }
  lockPackages(folder, '1.0.0');
  writeFileSync(
    join(folder, 'cmd/tell.ts'),
    `const { argv, execArgv: flags } = process;
     const answer: string = JSON.stringify({ args: argv.slice(2), flags });
     console.log(answer);
     process.exitCode = 7;`,
  );
  writeFileSync(
    join(folder, 'cmd/wait.ts'),
    `const end = () => { console.log('drained'); process.exit(0); };
     process.on('SIGTERM', () => setTimeout(end, 200));
     setInterval(() => {}, 1000);
     console.log('waiting');`,
  );
  return folder;
}

function writeJson(folder: string, name: string, value: unknown): void {
  writeFileSync(join(folder, name), JSON.stringify(value));
}

function lockPackages(folder: string, version: string): void {
  const top = {
    name: 'checkout',
    version,
    dependencies: { needed: 'file:needed' },
    devDependencies: { handy: 'file:handy' },
  };
  writeJson(folder, 'package.json', top);
  const packages = {
    '': top,
    needed: { version: '1.0.0' },
    handy: { version: '1.0.0', dev: true },
    'node_modules/needed': { resolved: 'needed', link: true },
    'node_modules/handy': { resolved: 'handy', link: true },
  };
  writeJson(folder, 'package-lock.json', {
    name: 'checkout',
    version,
    lockfileVersion: 3,
    packages,
  });
}

type Result = { code: number | null; stdout: string; stderr: string };

function start(folder: string, ...args: string[]) {
  const child = spawn(process.execPath, [join(folder, 'cmd/run.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, npm_execpath: undefined },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const result: Result = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (result.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (result.stderr += chunk.toString()));
  const end = once(child, 'close').then(([code]) => ({ ...result, code: code as number | null }));
  return { child, end };
}

const run = (folder: string, ...args: string[]) => start(folder, ...args).end;

test('the first command installs what it needs and ends as its program does', async () => {
  const folder = newCheckout();
  const first = await run(folder, 'cmd/tell.ts', '--', '--flag', 'two words');
  expect(first.stderr).toMatch(/installing packages \(first time[\s\S]*packages are installed/);
  expect(first.code).toBe(7);
  expect(JSON.parse(first.stdout)).toEqual({
    args: ['--', '--flag', 'two words'],
    flags: ['--disable-proto=delete', '--disable-sigusr1'],
  });
  expect(existsSync(join(folder, 'node_modules/needed'))).toBe(true);
  expect(existsSync(join(folder, 'node_modules/handy'))).toBe(false);
  expect((await run(folder, 'cmd/tell.ts')).stderr).toBe('');
});

test('a development command adds to what is there and takes nothing away', async () => {
  const folder = newCheckout();
  await run(folder, 'cmd/tell.ts');
  writeFileSync(join(folder, 'node_modules/.in-use'), '');
  const { stderr } = await run(folder, '--dev', 'cmd/tell.ts');
  expect(stderr).toContain('updating packages');
  expect(existsSync(join(folder, 'node_modules/handy'))).toBe(true);
  expect(existsSync(join(folder, 'node_modules/.in-use'))).toBe(true);
  expect((await run(folder, 'cmd/tell.ts')).stderr).toBe('');
  lockPackages(folder, '2.0.0');
  expect((await run(folder, 'cmd/tell.ts')).stderr).toContain('updating packages');
  expect(existsSync(join(folder, 'node_modules/handy'))).toBe(true);
});

test('packages that somebody installed by hand stay, those for development too', async () => {
  const folder = newCheckout();
  await run(folder, '--dev', 'cmd/tell.ts');
  rmSync(join(folder, 'node_modules/.natter-installed.json'));
  expect((await run(folder, 'cmd/tell.ts')).stderr).toContain('updating packages');
  expect(existsSync(join(folder, 'node_modules/handy'))).toBe(true);
});

test('commands that start at the same time install once', async () => {
  const folder = newCheckout();
  const results = await Promise.all([1, 2, 3].map(() => run(folder, 'cmd/tell.ts')));
  expect(results.map(({ code }) => code)).toEqual([7, 7, 7]);
  const installed = results.filter(({ stderr }) => stderr.includes('installing packages ('));
  expect(installed).toHaveLength(1);
});

test('a command that was killed while it installed leaves nothing half', async () => {
  const folder = newCheckout();
  mkdirSync(join(folder, 'node_modules/needed'), { recursive: true });
  writeJson(folder, 'node_modules/.natter-installed.json', { installing: true });
  const { stderr } = await run(folder, 'cmd/tell.ts');
  expect(stderr).toContain('first time');
  expect(existsSync(join(folder, 'node_modules/needed/package.json'))).toBe(true);
});

test('packages that cannot be installed are one sentence, no stack trace', async () => {
  const folder = newCheckout();
  writeJson(folder, 'package-lock.json', { lockfileVersion: 3, packages: {} });
  const { code, stderr } = await run(folder, 'cmd/tell.ts');
  expect(code).toBe(1);
  expect(stderr).toMatch(/the packages could not be installed .* run the command again\.\n$/);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test('a signal is passed on, and the command stays until its program has drained', async () => {
  const folder = newCheckout();
  const { child, end } = start(folder, 'cmd/wait.ts');
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('waiting') && resolve());
  });
  child.kill('SIGTERM');
  expect(await end).toMatchObject({ code: 0, stdout: 'waiting\ndrained\n' });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

type Locked = { integrity?: string; resolved?: string; hasInstallScript?: boolean };
const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
const packages = Object.entries(lock.packages).filter(([path]) => path !== '');

/** Each works without its script: its binaries are in the package. */
const withScripts = ['node_modules/argon2'];

test('K6: every package is pinned by its content, and none by an address', () => {
  const unpinned = packages.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'));
  expect(unpinned.map(([path]) => path)).toEqual([]);
  expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  expect(read('.npmrc')).toContain('omit-lockfile-registry-resolved=true');
});

test('K6: no package runs a script when it is installed', () => {
  const scripted = packages.filter(([, { hasInstallScript }]) => hasInstallScript);
  expect(scripted.map(([path]) => path)).toEqual(withScripts);
  expect(read('cmd/run.mjs')).toContain("'--ignore-scripts'");
});

test('K6: versions in package.json are exact', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
    read('package.json'),
  ) as Record<string, Record<string, string>>;
  const all = { ...dependencies, ...devDependencies, ...optionalDependencies };
  const loose = Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
  expect(loose).toEqual([]);
});

test('K5: no object of a worker has a __proto__ to pollute', () => {
  expect(process.execArgv).toContain('--disable-proto=delete');
  expect('__proto__' in {}).toBe(false);
});

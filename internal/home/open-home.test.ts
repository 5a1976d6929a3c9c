import { chmodSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openHome } from './open-home.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'natter-home-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test('a new home belongs to its owner alone', () => {
  const home = openHome(join(temporaryFolder(), 'deep/inside'));
  expect(statSync(home.folder).mode & 0o777).toBe(0o700);
  expect(statSync(home.logs).mode & 0o777).toBe(0o700);
});

test('a home that others could enter is closed to them', () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  openHome(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('a home that cannot be written is refused in one sentence that names the setting', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  const path = join(folder, 'file/home');
  expect(() => openHome(path)).toThrow(
    /^NATTER_HOME \(.*file\/home\) cannot be written \(ENOTDIR\)/,
  );
  expect(() => openHome('/proc/natter')).toThrow(
    /^NATTER_HOME \(\/proc\/natter\) cannot be written/,
  );
});

import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ensureCredentials, generatePassword, saveCredentials } from './credentials.ts';
import { openHome } from './open-home.ts';
import type { Home } from './open-home.ts';

function newHome(): Home {
  const folder = mkdtempSync(join(tmpdir(), 'natter-home-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return openHome(folder);
}

test('credentials are made once, different for everybody, and only their owner reads them', () => {
  const home = newHome();
  const first = ensureCredentials(home);
  expect(ensureCredentials(home)).toEqual(first);
  const passwords = [...Object.values(first.nats), ...Object.values(first.mysql)];
  expect(new Set(passwords).size).toBe(8 + 4);
  expect(statSync(home.credentialsFile).mode & 0o777).toBe(0o600);
  expect(statSync(home.natsUsersFile).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(home.natsUsersFile, 'utf8'))).toEqual(first.nats);
  expect(Buffer.from(first.tokenKey, 'base64url')).toHaveLength(32);
});

test('users that were registered later are kept, and what is missing is added', () => {
  const home = newHome();
  const first = ensureCredentials(home);
  saveCredentials(home, { ...first, nats: { weather: 'its password', web: 'kept' } });
  const second = ensureCredentials(home);
  expect(second.nats).toMatchObject({ weather: 'its password', web: 'kept' });
  expect(second.nats.relay).toMatch(/^[A-Za-z0-9]{32}$/);
});

test('a file that others may read is refused with what to do', () => {
  const home = newHome();
  ensureCredentials(home);
  chmodSync(home.credentialsFile, 0o640);
  expect(() => ensureCredentials(home)).toThrow(
    /credentials\.json can be read by others.*chmod 600/,
  );
});

test('a damaged file is refused, never replaced', () => {
  const home = newHome();
  writeFileSync(home.credentialsFile, '{"nats":', { mode: 0o600 });
  expect(() => ensureCredentials(home)).toThrow(/is damaged/);
  writeFileSync(home.credentialsFile, '{"tokenKey":"short"}');
  expect(() => ensureCredentials(home)).toThrow(/damaged at "tokenKey"/);
  expect(readFileSync(home.credentialsFile, 'utf8')).toBe('{"tokenKey":"short"}');
});

test('passwords use the whole alphabet', () => {
  const letters = new Set(Array.from({ length: 200 }, generatePassword).join(''));
  expect(letters.size).toBe(62);
});

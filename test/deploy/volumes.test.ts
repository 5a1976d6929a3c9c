import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { fillVolumes } from '../../deploy/fill-volumes.ts';
import { renewSecret } from '../../deploy/renew-secret.ts';
import type { Credentials } from '../../internal/home/credentials.ts';
import { readNatsPassword, readSettings } from '../../internal/config/read-settings.ts';
import { openStage } from '../../internal/testing/stage.ts';

const run = promisify(execFile);

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'natter-volumes-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function readAll(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')]));
  return Object.fromEntries(texts) as Record<string, string>;
}

test('setup makes secrets once, for their owner alone, and keeps them', async () => {
  const root = await makeFolder();
  fillVolumes(root);
  const first = await readAll(root);
  for (const file of Object.keys(first)) expect((await stat(file)).mode & 0o777).toBe(0o600);
  fillVolumes(root);
  expect(await readAll(root)).toEqual(first);
  const other = await makeFolder();
  fillVolumes(other);
  const [mine, theirs] = [root, other].map((folder) => join(folder, 'dbmgr', 'token-key'));
  expect(await readFile(mine!, 'utf8')).not.toBe(await readFile(theirs!, 'utf8'));
});

test('what setup makes is what the processes read', async () => {
  const root = await makeFolder();
  fillVolumes(root);
  const at = (volume: string, file: string) => join(root, volume, file);
  const web = readSettings(['SESSION_MYSQL_URL', 'SESSION_SECRET', 'RELAY_SECRET'], {
    SESSION_MYSQL_URL_FILE: at('web', 'session-mysql-url'),
    SESSION_SECRET_FILE: at('web', 'session-secret'),
    RELAY_SECRET_FILE: at('web', 'relay-secret'),
  });
  expect(web.SESSION_MYSQL_URL).toMatch(/^mysql:\/\/web:\w+@mysql:3306\/natter_sessions$/);
  const relay = readSettings(['RELAY_SECRET'], { RELAY_SECRET_FILE: at('relay', 'relay-secret') });
  expect(relay.RELAY_SECRET).toBe(web.RELAY_SECRET);
  const dbmgr = readSettings(['MYSQL_URL', 'TOKEN_KEY'], {
    MYSQL_URL_FILE: at('dbmgr', 'mysql-url'),
    TOKEN_KEY_FILE: at('dbmgr', 'token-key'),
  });
  expect(dbmgr.MYSQL_URL).toMatch(/^mysql:\/\/dbmgr:/);
  for (const user of ['web', 'relay', 'files', 'courier', 'dbmgr', 'chat-bot', 'mat-bot']) {
    const file = at(user, 'nats-users.json');
    expect(Object.keys(JSON.parse(await readFile(file, 'utf8')) as object)).toEqual([user]);
    expect(readNatsPassword(user, file)).toMatch(/^\w{32}$/);
  }
});

test('one secret may be renewed, and a replaced session secret still verifies', async () => {
  const root = await makeFolder();
  fillVolumes(root);
  const before = await readAll(root);
  renewSecret(root, 'nats.web');
  renewSecret(root, 'sessionSecret');
  const after = await readAll(root);
  const changed = Object.keys(after).filter((file) => after[file] !== before[file]);
  expect(changed.map((file) => file.slice(root.length + 1)).toSorted()).toEqual([
    'nats/passwords.conf',
    'setup/credentials.json',
    'setup/nats-users.json',
    'web/nats-users.json',
    'web/session-secret',
  ]);
  const file = join(root, 'web', 'session-secret');
  const { SESSION_SECRET } = readSettings(['SESSION_SECRET'], { SESSION_SECRET_FILE: file });
  expect(SESSION_SECRET).toEqual([expect.any(String), before[file]]);
  const stored = async () =>
    (JSON.parse(await readFile(join(root, 'setup', 'credentials.json'), 'utf8')) as Credentials)
      .store;
  const { accessKeyId, secretAccessKey } = await stored();
  renewSecret(root, 'store.secretAccessKey');
  expect(await stored()).toEqual({ accessKeyId, secretAccessKey: expect.any(String) as unknown });
  expect((await stored()).secretAccessKey).not.toBe(secretAccessKey);
  expect(() => renewSecret(root, 'nats.nobody')).toThrow('There is no secret nats.nobody');
  expect(() => renewSecret(root, '__proto__')).toThrow('There is no secret');
  expect(() => renewSecret(root, 'mysql.root')).toThrow('ALTER USER');
});

test('a registered automation gets into the configuration of the bus', async () => {
  const root = await makeFolder();
  fillVolumes(root);
  await using stage = await openStage();
  const { MIGRATE_MYSQL_URL, MYSQL_URL, SESSION_MYSQL_URL } = stage.env;
  const env = {
    PATH: process.env.PATH,
    NATTER_HOME: join(root, 'setup'),
    MIGRATE_MYSQL_URL,
    MYSQL_URL,
    SESSION_MYSQL_URL,
  };
  const { stdout } = await run(process.execPath, ['cmd/automation.ts', 'add', 'shop2-bot'], {
    env,
  });
  const password = /^password: (\w+)$/m.exec(stdout)?.[1];
  expect(password).toBeTruthy();
  fillVolumes(root);
  const read = (name: string) => readFile(join(root, 'nats', name), 'utf8');
  expect(await read('nats.conf')).toContain('password: $NATS_SHOP2_BOT_PASSWORD');
  expect(await read('passwords.conf')).toContain(`NATS_SHOP2_BOT_PASSWORD: "${password}"`);
  const renewed = renewSecret(root, 'nats.shop2-bot');
  expect(renewed).not.toBe(password);
  expect(await read('passwords.conf')).toContain(`NATS_SHOP2_BOT_PASSWORD: "${renewed}"`);
});

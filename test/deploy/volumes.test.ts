import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fillVolumes } from '../../deploy/fill-volumes.ts';
import { readNatsPassword, readSettings } from '../../internal/config/read-settings.ts';

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
  for (const user of ['web', 'relay', 'dbmgr', 'chat-bot', 'mat-bot']) {
    const file = at(user, 'nats-users.json');
    expect(Object.keys(JSON.parse(await readFile(file, 'utf8')) as object)).toEqual([user]);
    expect(readNatsPassword(user, file)).toMatch(/^\w{32}$/);
  }
});

import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, test } from 'vitest';
import { meshUsers, type Permissions, permissionsOf } from '../../internal/bus/permissions.ts';
import { binaryEnv } from '../../internal/servers/binaries.ts';
import { obtainServers } from '../../internal/servers/obtain-servers.ts';
import { silent } from '../../internal/servers/progress.ts';
import '../../internal/testing/run-facts.ts';

const file = join(import.meta.dirname, '../../deploy/nats.conf');
const text = await readFile(file, 'utf8');
const users = [...meshUsers, 'chat-bot', 'mat-bot'];

/** The lists of one user's block, as they stand in the file. */
function shippedPermissions(user: string): Permissions {
  const block = text.split(/^    \{$/m).find((part) => part.includes(`user: "${user}"`)) ?? '';
  const list = (name: string): string[] => {
    const found = new RegExp(`${name}: \\{ allow: (\\[[^\\]]*\\]) \\}`).exec(block)?.[1];
    return JSON.parse(found ?? '[]') as string[];
  };
  return { publish: list('publish'), subscribe: list('subscribe') };
}

describe('N2: the shipped configuration gives each user what the contract gives', () => {
  test.each(users)('%s', (user) => {
    expect(shippedPermissions(user)).toEqual(permissionsOf(user));
  });

  test('and knows nobody else', () => {
    const named = [...text.matchAll(/user: "([^"]+)"/g)].map((match) => String(match[1]));
    expect(named.toSorted()).toEqual(users.toSorted());
    expect(text).not.toMatch(/no_auth_user|allow_responses|default_permissions/);
  });

  test('no password stands in it', () => {
    const passwords = [...text.matchAll(/password: (\S+)/g)].map((match) => match[1]);
    expect(passwords).toHaveLength(users.length);
    for (const password of passwords) expect(password).toMatch(/^\$NATS_[A-Z_]+_PASSWORD$/);
  });
});

describe('N12: the shipped configuration', () => {
  test.each(['mqtt', 'websocket', 'leafnodes', 'leaf', 'gateway', 'resolver', 'operator:'])(
    'opens no %s',
    (word) => {
      expect(text).not.toMatch(new RegExp(`^\\s*${word}`, 'm'));
    },
  );

  test('shows its monitoring on loopback only', () => {
    expect(text).toMatch(/^http: "127\.0\.0\.1:\d+"$/m);
    expect(text).not.toMatch(/^(https?_port|https):/m);
  });

  test('bounds messages and the store', () => {
    expect(text).toMatch(/^max_payload: 1MB$/m);
    expect(text).toMatch(/max_file_store: \d+/);
  });

  test('is taken by the server', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'natter-conf-'));
    try {
      await cp(file, join(folder, 'nats.conf'));
      const names = [...text.matchAll(/\$(NATS_[A-Z_]+_PASSWORD)/g)].map((match) => match[1]);
      const lines = names.map((name) => `${name}: "a-password-of-${name}"\n`);
      await writeFile(join(folder, 'passwords.conf'), lines.join(''));
      const { serversFolder } = inject('facts');
      const wanted = { nats: true, mysql: false };
      const found = await obtainServers({ folder: serversFolder, progress: silent, wanted });
      const nats = found.nats!;
      const { stderr } = await promisify(execFile)(nats.path, ['-t', '-c', 'nats.conf'], {
        cwd: folder,
        env: binaryEnv(nats),
      });
      expect(stderr).toMatch(/configuration file .* is valid/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

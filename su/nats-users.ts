import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { replaceUsers } from '../internal/bus/server-users.ts';
import { renderUser } from '../internal/bus/server-config.ts';
import { readSettings } from '../internal/config/read-settings.ts';
import {
  ensureCredentials,
  generatePassword,
  saveCredentials,
} from '../internal/home/credentials.ts';
import { type Home, openHome } from '../internal/home/open-home.ts';
import { readPrivateJson, writePrivateJson } from '../internal/home/private-json.ts';
import { readProcessRecord } from '../internal/home/process-record.ts';
import { readRunFile } from '../internal/home/run-file.ts';
import { PersonError } from '../internal/process/person-error.ts';
import { isRunning } from '../internal/process/process-identity.ts';

export type NatsAccess = {
  password: string;
  /** The user's block for the configuration of a NATS server that is not natter's own. */
  block: string | null;
};

/** Where NATS users are kept: in the home, or by the person whose NATS server it is. */
export type NatsUsers = {
  add(name: string): Promise<NatsAccess>;
  remove(name: string): Promise<void>;
};

/** Automations that come with natter keep their NATS user. */
const builtIn = ['chat-bot', 'mat-bot'];

const settingNames = ['NATTER_HOME', 'NATS_URL', 'NATS_USERS'] as const;

/**
 * Throws a PersonError when the mesh that runs uses a NATS server that this environment does not
 * name.
 */
export function openNatsUsers(env: Record<string, string | undefined>): NatsUsers {
  const settings = readSettings(settingNames, env);
  if (settings.NATS_URL) return foreignUsers(settings.NATS_USERS);
  const home = openHome(settings.NATTER_HOME);
  if (readRunFile(home)?.credentials.nats === null) {
    throw new PersonError(
      'The mesh that runs uses a NATS server of your own: set NATS_URL as you did for it.',
    );
  }
  return homeUsers(home);
}

function homeUsers(home: Home): NatsUsers {
  const change = async (edit: (users: Record<string, string>) => void) => {
    const credentials = ensureCredentials(home);
    edit(credentials.nats);
    saveCredentials(home, credentials);
    await tellServers(home, credentials.nats);
  };
  return {
    async add(name) {
      const password = generatePassword();
      await change((users) => void (users[name] = password));
      return { password, block: null };
    },
    async remove(name) {
      if (!builtIn.includes(name)) await change((users) => void delete users[name]);
    },
  };
}

/** Their server's configuration is theirs to change; the file of passwords is kept up to date. */
function foreignUsers(file: string | undefined): NatsUsers {
  const change = (edit: (users: Record<string, string>) => void) => {
    if (file === undefined) return;
    const users = (readPrivateJson(resolve(file)) ?? {}) as Record<string, string>;
    edit(users);
    writePrivateJson(resolve(file), users);
  };
  return {
    async add(name) {
      const password = generatePassword();
      change((users) => void (users[name] = password));
      return { password, block: renderUser(name, password) };
    },
    async remove(name) {
      if (!builtIn.includes(name)) change((users) => void delete users[name]);
    },
  };
}

/** Rewrites the configuration of the home's NATS servers and has those that run read it again. */
async function tellServers(home: Home, users: Record<string, string>): Promise<void> {
  const folders = readdirSync(home.folder).filter((name) => /^nats(-\d+)?$/.test(name));
  for (const folder of folders) {
    const file = join(home.folder, folder, 'nats.conf');
    if (!existsSync(file)) continue;
    const fresh = `${file}.${process.pid}`;
    writeFileSync(fresh, replaceUsers(readFileSync(file, 'utf8'), users), { mode: 0o600 });
    renameSync(fresh, file);
  }
  for (const server of readProcessRecord(home).filter(({ name }) => name.startsWith('nats'))) {
    if (await isRunning(server)) process.kill(server.pid, 'SIGHUP');
  }
}

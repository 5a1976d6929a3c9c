import { join } from 'node:path';
import { generatePassword } from '../../internal/home/credentials.ts';
import { startMysql } from '../../internal/servers/start-mysql.ts';
import { readyServers } from './servers.ts';

export type PeersDatabase = AsyncDisposable & {
  pid: number;
  url: string;
  /** `mariadb` or `mysql`. */
  flavour: string;
  version: string;
};

/** A database server of the same kind and with the same settings as natter's own. */
export async function startDatabase(
  folder: string,
  say: (line: string) => void,
): Promise<PeersDatabase> {
  const { mysql: binary } = await readyServers(say);
  const server = await startMysql({
    binary,
    folder: join(folder, 'mysql'),
    rootPassword: generatePassword(),
    logFile: join(folder, 'mysql.log'),
  });
  return {
    pid: server.pid,
    url: server.rootUrl,
    flavour: binary.flavour,
    version: binary.version,
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

import { ensureCredentials } from '../home/credentials.ts';
import { lockHome } from '../home/lock-home.ts';
import type { Home } from '../home/open-home.ts';
import { readRunFile } from '../home/run-file.ts';
import { stopOrphans } from '../home/stop-orphans.ts';
import { keepProcessRecord } from '../home/process-record.ts';
import { PersonError } from '../process/person-error.ts';
import { neededFlavour } from './mysql-options.ts';
import { obtainServers } from './obtain-servers.ts';
import { privateMysqlUrls, startPrivateMysql } from './private-mysql.ts';
import type { MysqlUrls } from './private-mysql.ts';
import type { Progress } from './progress.ts';

/** The home's database for a short time: disposing it stops a server that was started for it. */
export type BorrowedMysql = AsyncDisposable & {
  urls: MysqlUrls;
  /** True when the server was started for this and the schema may not be there yet. */
  isOwn: boolean;
};

const longestStartMs = 90_000;

/**
 * The private database of a home, for a command such as `su`: that of the running mesh, or one
 * started for as long as it is needed, under the home's lock. Waits while a mesh starts or stops
 * and while another command is at it. Throws a PersonError when that takes too long.
 */
export async function borrowMysql(
  home: Home,
  command: string,
  progress: Progress,
): Promise<BorrowedMysql> {
  const isRunning = () => readRunFile(home) !== undefined;
  const lock = await lockHome(
    home,
    { command, state: 'running' },
    async (present) => !(present?.state === 'running' && isRunning()),
    longestStartMs,
  );
  if (!lock) return fromRunning(home);
  try {
    const credentials = ensureCredentials(home);
    await stopOrphans(home);
    const wanted = { nats: false, mysql: neededFlavour(home.mysql) };
    const { mysql: binary } = await obtainServers({ folder: home.servers, progress, wanted });
    const record = keepProcessRecord(home);
    const server = await startPrivateMysql(home, credentials, binary!, { waitForReady: false });
    await record.add('mysql', server.pid);
    await server.ready();
    return {
      urls: privateMysqlUrls(server.port, credentials),
      isOwn: true,
      [Symbol.asyncDispose]: async () => {
        await server.stop();
        record.remove(server.pid);
        lock[Symbol.dispose]();
      },
    };
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

function fromRunning(home: Home): BorrowedMysql {
  const run = readRunFile(home);
  if (!run) {
    throw new PersonError(
      `NATTER_HOME (${home.folder}) is in use by a natter that does not become ready; look at ` +
        `${home.logs} or stop it, then try again.`,
    );
  }
  return {
    urls: privateMysqlUrls(run.mysql.port, ensureCredentials(home)),
    isOwn: false,
    [Symbol.asyncDispose]: async () => {},
  };
}

import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { obtainServers } from '../servers/obtain-servers.ts';
import { silent } from '../servers/progress.ts';
import type { NatsPorts } from '../servers/start-nats.ts';
import { notePid } from './guardian.ts';
import type { RunFacts } from './run-facts.ts';
import { pickNatsPorts, startNatsPatiently } from './start-nats-patiently.ts';

/** A NATS server that a test may take away for a while. */
export type RestartableNats = AsyncDisposable & {
  url: string;
  /** Same port and data, after `downMs` without a server. */
  restart: (downMs: number) => Promise<void>;
};

export async function startRestartableNats(
  facts: RunFacts,
  folder: string,
  users: Record<string, string>,
): Promise<RestartableNats> {
  const found = await obtainServers({
    folder: facts.serversFolder,
    progress: silent,
    wanted: { nats: true, mysql: false },
  });
  const options = {
    binary: found.nats!,
    folder: join(folder, 'nats'),
    users,
    logFile: join(folder, 'nats.log'),
  };
  const start = async (choose: () => NatsPorts | Promise<NatsPorts>) => {
    const server = await startNatsPatiently(options, choose);
    const forget = notePid(facts.pidsFolder, server.pid);
    return {
      server,
      async stop() {
        await server.stop();
        forget();
      },
    };
  };
  let running = await start(pickNatsPorts);
  const { server } = running;
  return {
    url: server.url,
    async restart(downMs) {
      await running.stop();
      await pause(downMs);
      running = await start(() => server);
    },
    [Symbol.asyncDispose]: () => running.stop(),
  };
}

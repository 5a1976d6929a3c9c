import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { inject } from 'vitest';
import { obtainServers } from '../servers/obtain-servers.ts';
import { silent } from '../servers/progress.ts';
import './run-facts.ts';
import type { Stage } from './stage.ts';
import { startNatsPatiently } from './start-nats-patiently.ts';

/** Takes the stage's bus away for a while; it comes back at the same address with the same data. */
export async function restartNats(stage: Stage, downMs: number): Promise<void> {
  const { server, passwords, logFile } = stage.nats;
  const found = await obtainServers({
    folder: inject('facts').serversFolder,
    progress: silent,
    wanted: { nats: true, mysql: false },
  });
  await server.stop();
  await pause(downMs);
  const folder = join(stage.folder, 'nats');
  const options = { binary: found.nats!, folder, users: passwords, logFile };
  const again = await startNatsPatiently(options, () => server);
  // Stopped where the first one would have been: behind everything that needs it.
  server.stop = (deadlineMs) => again.stop(deadlineMs);
}

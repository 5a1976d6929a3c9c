import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from '../process/process-identity.ts';
import { findServersAtWork } from './find-servers-at-work.ts';
import type { Home } from './open-home.ts';
import { readProcessRecord } from './process-record.ts';
import type { RecordedProcess } from './process-record.ts';

const serverName = /^(nats|mysql)/;

/**
 * Ends what a killed `npm start` left behind, recognised by process id and start time: first the
 * processes of the mesh, which end by themselves when their parent is gone, then the servers. One
 * that does not end within `deadlineMs` is killed. Call it only with the home's lock in hand.
 * Returns the names of what it ended.
 */
export async function stopOrphans(home: Home, deadlineMs = 9_000): Promise<string[]> {
  const known = [...readProcessRecord(home), ...(await findServersAtWork(home))];
  const recorded = [...new Map(known.map((entry) => [entry.pid, entry])).values()];
  const alive = await Promise.all(recorded.map(isRunning));
  const orphans = recorded.filter((_, place) => alive[place]);
  const servers = orphans.filter(({ name }) => serverName.test(name));
  const children = orphans.filter(({ name }) => !serverName.test(name));
  await Promise.all(children.map((orphan) => end(orphan, deadlineMs)));
  await Promise.all(servers.map((orphan) => end(orphan, deadlineMs)));
  return orphans.map(({ name }) => name);
}

async function end(orphan: RecordedProcess, deadlineMs: number): Promise<void> {
  signal(orphan, 'SIGTERM');
  const deadline = performance.now() + deadlineMs;
  while (await isRunning(orphan)) {
    if (performance.now() > deadline) signal(orphan, 'SIGKILL');
    await sleep(50);
  }
}

function signal({ pid }: RecordedProcess, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended between the look and the signal.
  }
}

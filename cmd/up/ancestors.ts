import { readFile } from 'node:fs/promises';
import { isRunning, processStart } from '../../internal/process/process-identity.ts';
import type { ProcessIdentity } from '../../internal/process/process-identity.ts';

const farthest = 5;
const lookEveryMs = 250;

/**
 * The processes between this one and the `npm start` that a person typed, that one included: when
 * one of them is killed, this one should end. Without npm it is the parent alone.
 */
export async function findAncestors(): Promise<ProcessIdentity[]> {
  const ancestors: ProcessIdentity[] = [];
  let pid = process.ppid;
  for (let step = 0; step < farthest && pid > 1; step += 1) {
    const startedAt = await processStart(pid);
    if (startedAt === undefined) break;
    ancestors.push({ pid, startedAt });
    if (/^npm\b/.test(await commandOf(pid))) return ancestors;
    pid = await parentOf(pid);
  }
  return ancestors.slice(0, 1);
}

/** Calls `onGone` once when one of the processes is gone. Returns what ends the watch. */
export function watchAncestors(ancestors: ProcessIdentity[], onGone: () => void): () => void {
  const timer = setInterval(() => {
    void areAllRunning(ancestors).then((alive) => {
      if (alive) return;
      clearInterval(timer);
      onGone();
    });
  }, lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

export async function areAllRunning(processes: ProcessIdentity[]): Promise<boolean> {
  return (await Promise.all(processes.map(isRunning))).every(Boolean);
}

async function commandOf(pid: number): Promise<string> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.replaceAll('\0', ' ');
}

async function parentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0);
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessIdentity } from '../process/process-identity.ts';
import { tryKernelLock } from './kernel-lock.ts';
import type { Home } from './open-home.ts';
import { readPrivateJson, writePrivateJson } from './private-json.ts';

/** Who holds a home. */
export type Holder = {
  /** `npm start` or `su`. */
  command: string;
  pid: number;
  state: 'starting' | 'running' | 'stopping';
  /** Where the mesh answers, or will. */
  url?: string;
  /** Processes that the holder ends with: it drains when one of them is gone. */
  ancestors?: ProcessIdentity[];
};

/** The one lock of a home. Disposing it gives it back; so does the end of the process. */
export type HomeLock = Disposable & {
  /** Tells others what this holder is doing. */
  describe: (holder: Omit<Holder, 'pid'>) => void;
};

/** Takes the home's lock, or returns undefined when another process has it. */
export function tryLockHome(home: Home, holder: Omit<Holder, 'pid'>): HomeLock | undefined {
  const lock = tryKernelLock(home.lockFile);
  if (!lock) return undefined;
  const describe = (now: Omit<Holder, 'pid'>) =>
    writePrivateJson(home.holderFile, { ...now, pid: process.pid });
  describe(holder);
  return { describe, [Symbol.dispose]: () => lock[Symbol.dispose]() };
}

/** What the holder last said of itself. It may be gone by now: only the lock tells. */
export function readHolder(home: Home): Holder | undefined {
  return readPrivateJson(home.holderFile) as Holder | undefined;
}

/**
 * Takes the lock, waiting while `worthWaiting` says that the present holder is about to let go.
 * Undefined when it is not, or when `waitMs` have passed.
 */
export async function lockHome(
  home: Home,
  holder: Omit<Holder, 'pid'>,
  worthWaiting: (present: Holder | undefined) => Promise<boolean>,
  waitMs: number,
): Promise<HomeLock | undefined> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const lock = tryLockHome(home, holder);
    if (lock) return lock;
    if (performance.now() > deadline) return undefined;
    if (!(await worthWaiting(readHolder(home)))) return undefined;
    await sleep(100);
  }
}

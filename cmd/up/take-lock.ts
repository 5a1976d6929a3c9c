import type { Home } from '../../internal/home/open-home.ts';
import { lockHome, readHolder } from '../../internal/home/lock-home.ts';
import type { Holder, HomeLock } from '../../internal/home/lock-home.ts';
import { PersonError } from '../../internal/process/person-error.ts';
import { areAllRunning } from './ancestors.ts';

const longestDrainMs = 20_000;

/**
 * Takes the home for `npm start`. Waits for one that is stopping, or about to because its launcher
 * was killed, and for a command such as `su` to finish. Throws a PersonError that says where natter
 * runs when it does.
 */
export async function takeLock(home: Home, holder: Omit<Holder, 'pid'>): Promise<HomeLock> {
  const lock = await lockHome(home, holder, isAboutToEnd, longestDrainMs);
  if (lock) return lock;
  const present = readHolder(home);
  const where = present?.url ? ` at ${present.url}` : '';
  throw new PersonError(
    `natter is already running${where} with NATTER_HOME ${home.folder} ` +
      `(process ${present?.pid ?? 'unknown'}); stop it first, or set NATTER_HOME, WEB_PORT and ` +
      'RELAY_PORT for a second one.',
  );
}

async function isAboutToEnd(present: Holder | undefined): Promise<boolean> {
  // Between the taking of the lock and the first word of its holder.
  if (!present) return true;
  if (present.state === 'stopping' || present.command !== 'npm start') return true;
  return !(await areAllRunning(present.ancestors ?? []));
}

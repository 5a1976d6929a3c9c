import type { Standby } from './spawn-child.ts';
import type { Instance } from './supervise.ts';

export type Spares = AsyncDisposable & {
  /** The spare one if there is one, else a new one; another is made ready some time later. */
  launch: () => Promise<Instance>;
};

/** Not while the one that was just started has its hands full. */
const usualDelayMs = 5000;
const stopMs = 1000;

/**
 * Keeps a process that has loaded its program and waits to be needed: when the one that runs dies,
 * nobody waits for another to load. One that ends while it waits is not missed.
 */
export function keepSpare(spawnStandby: () => Promise<Standby>, delayMs = usualDelayMs): Spares {
  let spare: Standby | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const prepare = async (): Promise<void> => {
    const made = await spawnStandby();
    if (isOver) return made.stop(stopMs);
    spare = made;
    void made.exited.then(() => {
      if (spare === made) spare = undefined;
    });
  };
  const prepareLater = (): void => {
    clearTimeout(timer);
    // A launch that finds none makes one, and says why it cannot.
    timer = setTimeout(() => void prepare().catch(() => {}), delayMs);
    timer.unref();
  };
  return {
    async launch() {
      const taken = spare ?? (await spawnStandby());
      spare = undefined;
      taken.begin();
      prepareLater();
      return taken;
    },
    async [Symbol.asyncDispose]() {
      isOver = true;
      clearTimeout(timer);
      await spare?.stop(stopMs);
    },
  };
}

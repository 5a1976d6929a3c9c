import { sweepStore, type SweepParts } from './sweep.ts';

export type StoreSweep = AsyncDisposable & {
  /** Sweeps now, after the sweep that is going on; resolves when it has ended. */
  hurry: () => Promise<void>;
};

const everyMs = 60_000;

/** Sweeps every minute; what fails is logged, and tried again with the next. */
export function startSweep(parts: SweepParts): StoreSweep {
  let running = Promise.resolve();
  const sweep = async () => {
    try {
      await sweepStore(parts);
    } catch (error) {
      parts.log.warn({ err: error }, 'files that are left over could not be removed; tried again');
    }
  };
  const hurry = () => (running = running.then(sweep));
  const timer = setInterval(() => void hurry(), everyMs);
  return {
    hurry,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await running;
    },
  };
}

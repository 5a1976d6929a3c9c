import { Interrupted } from './refusals.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The first signal lets go in order what is borrowed; the second one ends at once. */
export type Interruption = Disposable & { refuse(): void };

export function awaitInterruption(): Interruption {
  let isInterrupted = false;
  const note = () => {
    isInterrupted = true;
    stop();
  };
  const stop = () => {
    for (const signal of signals) process.off(signal, note);
  };
  for (const signal of signals) process.on(signal, note);
  return {
    refuse() {
      if (isInterrupted) throw new Interrupted();
    },
    [Symbol.dispose]: stop,
  };
}

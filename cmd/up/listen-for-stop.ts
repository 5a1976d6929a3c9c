/** How this process was asked to end. */
export type StopReason = NodeJS.Signals | 'launcher' | 'failure';

export type Stop = Disposable & {
  /** Aborted when it is asked to end. */
  signal: AbortSignal;
  /** Resolves when it is asked to end. */
  asked: Promise<StopReason>;
  reason: () => StopReason | undefined;
  ask: (reason: StopReason) => void;
};

const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const impatienceMs = 1_000;

/**
 * Listens for Ctrl-C, SIGTERM and a closed terminal. The first asks for the end; later ones change
 * nothing and are answered with `onImpatient`.
 */
export function listenForStop(onImpatient: () => void): Stop {
  const controller = new AbortController();
  const { promise: asked, resolve } = Promise.withResolvers<StopReason>();
  let reason: StopReason | undefined;
  let askedAtMs = 0;
  const ask = (why: StopReason) => {
    if (reason !== undefined) return;
    reason = why;
    askedAtMs = performance.now();
    resolve(why);
    controller.abort();
  };
  const onSignal = (name: NodeJS.Signals) => {
    if (reason === undefined) ask(name);
    else if (performance.now() - askedAtMs > impatienceMs) onImpatient();
  };
  for (const name of signals) process.on(name, onSignal);
  return {
    signal: controller.signal,
    asked,
    reason: () => reason,
    ask,
    [Symbol.dispose]: () => {
      for (const name of signals) process.off(name, onSignal);
    },
  };
}

import type { Log } from '../internal/log/log.ts';

/** Carries what is due; answers whether there may be more. */
export type Round = {
  name: string;
  run: () => Promise<boolean>;
  /** Resolves when what it left under way has ended. */
  settled?: () => Promise<unknown>;
};

export type Rounds = AsyncDisposable & {
  /** Goes now, after the rounds that go on; resolves when nothing is due any more. */
  hurry: () => Promise<void>;
};

const everyMs = 1000;

/**
 * Goes its rounds once a second, each beside the others, so that a mail server which does not
 * answer keeps no push waiting. What fails is logged, once until it works again.
 */
export function startRounds(log: Log, rounds: readonly Round[]): Rounds {
  const all = rounds.map((round) => startRound(log, round));
  return {
    hurry: async () => void (await Promise.all(all.map((one) => one.hurry()))),
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map((one) => one.stop()));
    },
  };
}

function startRound(log: Log, { name, run, settled = async () => {} }: Round) {
  let running = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let failing = false;
  const go = async () => {
    clearTimeout(timer);
    try {
      while (!stopped && (await run()));
      if (failing) log.info({ part: name }, 'works again');
      failing = false;
    } catch (error) {
      if (!failing) log.warn({ err: error, part: name }, 'failed; tried again');
      failing = true;
    }
    if (!stopped) timer = setTimeout(() => void hurry(), everyMs);
  };
  const hurry = () => (running = running.then(go));
  void hurry();
  return {
    hurry: () => hurry().then(settled),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return running.then(settled);
    },
  };
}

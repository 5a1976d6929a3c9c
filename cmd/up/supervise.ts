import { setTimeout as sleep } from 'node:timers/promises';

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

/** One run of a program. */
export type Instance = {
  pid: number;
  /** Resolves when it is healthy; rejects when it ends before. */
  ready: () => Promise<void>;
  exited: Promise<Exit>;
  /** Asks it to end, kills it after the deadline, and resolves when it has ended. */
  stop: (deadlineMs: number) => Promise<void>;
  /** Where its metrics are, once it is ready. */
  metricsPort?: () => number | undefined;
};

export type SuperviseOptions = {
  name: string;
  launch: () => Promise<Instance>;
  /** Tells a person why something was started again. */
  say: (line: string) => void;
  logFile: string;
  /** Called when there is a new process, and awaited before anything else happens. */
  onStart: (pid: number) => Promise<void>;
  onEnd: (pid: number) => void;
  /** Called when it is healthy again after it was started again. */
  onRestarted: () => void;
  /** When aborted, a first start that is not ready yet is given up. */
  signal: AbortSignal;
  backoff?: Backoff;
};

/**
 * How long to wait before a program that ended is started again, in milliseconds: not at all when
 * it was healthy for `healthyMs`, then `firstMs`, then twice as long each time.
 */
export type Backoff = { firstMs: number; mostMs: number; healthyMs: number };

const defaultBackoff: Backoff = { firstMs: 100, mostMs: 5_000, healthyMs: 10_000 };
const stopDeadlineMs = 9_000;

/** A program that is started again whenever it ends, until it is stopped. */
export type Supervised = {
  name: string;
  instance: () => Instance | undefined;
  /** Ends it and starts it again at once. */
  restart: () => Promise<void>;
  /** From now on it is not started again. */
  letEnd: () => void;
  stop: (deadlineMs: number) => Promise<void>;
};

/**
 * Starts a program, waits until it is ready and from then on starts it again when it ends, with
 * growing pauses. Throws when the first start fails; nothing is left running then.
 */
export async function supervise(options: SuperviseOptions): Promise<Supervised> {
  const keeper = new Keeper(options);
  await keeper.begin();
  return {
    name: options.name,
    instance: () => keeper.current,
    restart: () => keeper.restart(),
    letEnd: () => keeper.letEnd(),
    stop: (deadlineMs) => keeper.stop(deadlineMs),
  };
}

class Keeper {
  current: Instance | undefined;
  #options: SuperviseOptions;
  #backoff: Backoff;
  #stopping = new AbortController();
  #restarting = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(options: SuperviseOptions) {
    this.#options = options;
    this.#backoff = options.backoff ?? defaultBackoff;
  }

  async begin(): Promise<void> {
    const giveUp = () => void this.stop(stopDeadlineMs);
    this.#options.signal.addEventListener('abort', giveUp, { once: true });
    try {
      await this.#launch();
    } catch (error) {
      await this.current?.stop(1_000);
      throw error;
    } finally {
      this.#options.signal.removeEventListener('abort', giveUp);
    }
    this.#loop = this.#keep();
  }

  async restart(): Promise<void> {
    this.#restarting = true;
    await this.current?.stop(stopDeadlineMs);
  }

  letEnd(): void {
    this.#stopping.abort();
  }

  async stop(deadlineMs: number): Promise<void> {
    this.letEnd();
    await this.current?.stop(deadlineMs);
    await this.#loop;
  }

  async #launch(): Promise<void> {
    const instance = await this.#options.launch();
    this.current = instance;
    void instance.exited.then(() => this.#options.onEnd(instance.pid));
    await this.#options.onStart(instance.pid);
    if (this.#stopping.signal.aborted) await instance.stop(stopDeadlineMs);
    await instance.ready();
  }

  async #keep(): Promise<void> {
    const { name, logFile, say, onRestarted } = this.#options;
    const { firstMs, mostMs, healthyMs } = this.#backoff;
    let pauseMs = 0;
    let healthySince = performance.now();
    for (;;) {
      const exit = await this.current!.exited;
      if (this.#stopping.signal.aborted) return;
      if (performance.now() - healthySince > healthyMs) pauseMs = 0;
      if (!this.#restarting) {
        say(`${name} ended (${describeExit(exit)}) and is started again; its log is ${logFile}`);
        await this.#pause(pauseMs);
        pauseMs = Math.min(Math.max(firstMs, pauseMs * 2), mostMs);
      }
      this.#restarting = false;
      if (this.#stopping.signal.aborted) return;
      try {
        await this.#launch();
        healthySince = performance.now();
        onRestarted();
      } catch {
        healthySince = performance.now();
        await this.current!.stop(1_000);
      }
    }
  }

  async #pause(pauseMs: number): Promise<void> {
    if (pauseMs === 0) return;
    await sleep(pauseMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
  }
}

/** For example `exit code 1` or `SIGKILL`. */
export function describeExit({ code, signal }: Exit): string {
  return signal ?? `exit code ${code}`;
}

import { readFileSync } from 'node:fs';
import { supervise, type Exit, type Instance } from '../../../../cmd/up/supervise.ts';
import type { FailpointName } from '../../../../internal/process/failpoint.ts';
import { notePid } from '../../../../internal/testing/guardian.ts';
import type { Arming, FaultAction } from './actions.ts';
import { askControl } from './control.ts';

export type ProcessKind =
  | 'web'
  | 'relay'
  | 'dbmgr'
  | 'files'
  | 'chat-bot'
  | 'mat-bot'
  | 'nats'
  | 'mysql';

/** A real process of the mesh that is started again whenever it ends. */
export type MeshProcess = {
  readonly name: string;
  readonly kind: ProcessKind;
  /** Of the run that goes on, or of the last one while it is down. */
  readonly pid: number;
  readonly isUp: boolean;
  /** How often it was started again. */
  readonly restarts: number;
  /** SIGKILL; resolves when it is dead. It comes back by itself, `downMs` later at the earliest. */
  kill: (options?: { downMs?: number }) => Promise<Exit>;
  /** SIGTERM; resolves when it has ended. It comes back by itself. */
  term: (options?: { downMs?: number }) => Promise<Exit>;
  /** Keeps it from coming back until the function is called. */
  hold: () => () => void;
  pause: () => void;
  resume: () => void;
  /** Resolves when the run that goes on, or the next one, is healthy. */
  ready: () => Promise<void>;
  /** Resolves when the run that goes on has ended. */
  exited: () => Promise<Exit>;
  /**
   * Arms the run that goes on; the next is not armed. Gives what resolves when the armed run has
   * ended.
   */
  arm: (arming: Arming) => Promise<Armed>;
  disarm: (at?: FailpointName) => Promise<void>;
  hits: (at: FailpointName) => Promise<number>;
  /** Does something to itself at once. */
  act: (action: FaultAction) => Promise<void>;
  log: () => string;
  stop: () => Promise<void>;
};

export type Armed = { ended: Promise<Exit> };

export type ProcessPlan = {
  name: string;
  kind: ProcessKind;
  logFile: string;
  pidsFolder: string;
  /** Path of its control socket; none without the preload. */
  control?: string;
  launch: () => Promise<Instance>;
};

/** As after the first fall of a process of `npm start`, however often it falls here. */
const backoff = { firstMs: 100, mostMs: 100, healthyMs: 30_000 };
const stopDeadlineMs = 100;

/** Starts it and waits until it is healthy. */
export async function startProcess(plan: ProcessPlan): Promise<MeshProcess> {
  const keeper = new Keeper(plan);
  await keeper.start();
  return keeper;
}

class Keeper implements MeshProcess {
  readonly name: string;
  readonly kind: ProcessKind;
  restarts = 0;
  isUp = false;
  #plan: ProcessPlan;
  #instance: Instance | undefined;
  #supervised: Awaited<ReturnType<typeof supervise>> | undefined;
  #healthy = Promise.withResolvers<void>();
  #holds = new Set<Promise<void>>();
  #isEnding = false;
  #ending = Promise.withResolvers<void>();
  #letGo = new AbortController();

  constructor(plan: ProcessPlan) {
    this.#plan = plan;
    this.name = plan.name;
    this.kind = plan.kind;
  }

  async start(): Promise<void> {
    const { name, logFile, pidsFolder } = this.#plan;
    const forget = new Map<number, () => void>();
    this.#supervised = await supervise({
      name,
      logFile,
      launch: () => this.#launch(),
      say: () => undefined,
      onStart: async (pid) => void forget.set(pid, notePid(pidsFolder, pid)),
      onEnd: (pid) => {
        this.#expectAnother();
        forget.get(pid)?.();
      },
      onRestarted: () => undefined,
      signal: this.#letGo.signal,
      backoff,
    });
  }

  async #launch(): Promise<Instance> {
    const ending = this.#ending.promise;
    while (this.#holds.size > 0 && !this.#isEnding) await Promise.race([ending, ...this.#holds]);
    if (this.#isEnding) throw new Error(`${this.name} is not to come back`);
    if (this.#instance) this.restarts += 1;
    const instance = await this.#plan.launch();
    this.#instance = instance;
    const ready = async () => {
      await instance.ready();
      this.isUp = true;
      this.#healthy.resolve();
    };
    return { ...instance, ready };
  }

  get pid(): number {
    return this.#instance?.pid ?? 0;
  }

  kill = (options?: { downMs?: number }): Promise<Exit> => this.#end('SIGKILL', options?.downMs);
  term = (options?: { downMs?: number }): Promise<Exit> => this.#end('SIGTERM', options?.downMs);

  async #end(signal: NodeJS.Signals, downMs = 0): Promise<Exit> {
    this.#expectAnother();
    if (downMs > 0) setTimeout(this.hold(), downMs).unref();
    this.#signal(signal);
    return this.#instance!.exited;
  }

  /** From now on `ready()` means the next run. */
  #expectAnother(): void {
    if (this.isUp) this.#healthy = Promise.withResolvers<void>();
    this.isUp = false;
  }

  #signal(signal: NodeJS.Signals): void {
    try {
      process.kill(this.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  hold = (): (() => void) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#holds.add(promise);
    return () => {
      this.#holds.delete(promise);
      resolve();
    };
  };

  pause = (): void => this.#signal('SIGSTOP');
  resume = (): void => this.#signal('SIGCONT');

  ready = (): Promise<void> => this.#healthy.promise;

  exited = (): Promise<Exit> => this.#instance!.exited;

  arm = async (arming: Arming): Promise<Armed> => {
    const ended = this.exited();
    await this.#ask({ arm: arming });
    return { ended };
  };

  disarm = async (at?: FailpointName): Promise<void> =>
    void (await this.#ask({ disarm: at ?? null }));
  act = async (action: FaultAction): Promise<void> => void (await this.#ask({ act: action }));
  hits = async (at: FailpointName): Promise<number> => (await this.#ask({ hits: at })).hits ?? 0;

  #ask(request: Parameters<typeof askControl>[1]): ReturnType<typeof askControl> {
    const { control } = this.#plan;
    if (!control) throw new Error(`${this.name} has no failpoints: start the mesh with them`);
    return askControl(control, request);
  }

  log = (): string => readFileSync(this.#plan.logFile, 'utf8');

  stop = async (): Promise<void> => {
    this.#isEnding = true;
    this.#ending.resolve();
    this.#letGo.abort();
    this.resume();
    await this.#supervised?.stop(stopDeadlineMs);
  };
}

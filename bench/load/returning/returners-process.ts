import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Findings, FromReturners, Jitter, ReturnPlan, ToReturners } from './plan.ts';

/** People who come back, in a process of their own, seated. */
export type Returners = AsyncDisposable & {
  trickle: (perS: number) => void;
  /** `crash` is called when everybody is watched; resolves when all are caught up again. */
  watch: (crash: () => void) => Promise<number[]>;
  /** Resolves with how long each return took. */
  jitter: (jitter: Jitter, seconds: number) => Promise<number[]>;
  quiet: () => Promise<Findings>;
};

const patienceMs = 90_000;

/** Rejects when somebody cannot be seated. */
export async function startReturners(plan: ReturnPlan): Promise<Returners> {
  const child = fork(join(import.meta.dirname, 'returners.ts'), { execArgv: [] });
  const tell = (message: ToReturners) => void child.send(message);
  const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  const hear = async <Type extends FromReturners['type']>(type: Type) => {
    const { promise, resolve, reject } =
      Promise.withResolvers<Extract<FromReturners, { type: Type }>>();
    const listen = (message: FromReturners) => {
      if (message.type === type) resolve(message as never);
      if (message.type === 'failed') reject(new Error(`the load failed: ${message.reason}`));
    };
    child.on('message', listen);
    const late = setTimeout(() => reject(new Error(`no ${type} from the load`)), patienceMs);
    void ended.then(() => reject(new Error('the load ended')));
    try {
      return await promise;
    } finally {
      clearTimeout(late);
      child.off('message', listen);
    }
  };
  try {
    const seated = hear('seated');
    tell({ type: 'seat', plan });
    await seated;
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    trickle: (perS) => tell({ type: 'trickle', perS }),
    async watch(crash) {
      const [watching, back] = [hear('watching'), hear('back')];
      back.catch(() => {});
      tell({ type: 'watch' });
      await watching;
      crash();
      return (await back).timesMs;
    },
    async jitter(jitter, seconds) {
      tell({ type: 'jitter', jitter });
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      const back = hear('back');
      tell({ type: 'still' });
      return (await back).timesMs;
    },
    async quiet() {
      const quiet = hear('quiet');
      tell({ type: 'quiet' });
      return (await quiet).findings;
    },
    [Symbol.asyncDispose]: stop,
  };
}

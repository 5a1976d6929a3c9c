import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { FromLoad, LoadOptions, Outcome, Seating, ToLoad } from './load-plan.ts';

/** Senders in a process of their own, past their hellos. */
export type LoadProcess = AsyncDisposable & {
  pid: number;
  run: (options: LoadOptions) => Promise<Outcome>;
  /** All hang up at once, without a word. */
  leave: () => Promise<void>;
  seat: (seating: Seating) => Promise<void>;
};

const seatPatienceMs = 120_000;
const answerPatienceMs = 60_000;

export async function startLoad(seating: Seating): Promise<LoadProcess> {
  const child = fork(join(import.meta.dirname, 'load-child.ts'), {
    execArgv: [],
    serialization: 'advanced',
  });
  const exited = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  const ask = (message: ToLoad, patienceMs: number): Promise<FromLoad> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('the load said nothing')), patienceMs);
      child.once('message', (answer: FromLoad) => {
        clearTimeout(late);
        if (answer.type === 'failed') reject(new Error(answer.reason));
        else resolve(answer);
      });
      void exited.then(() => reject(new Error('the load ended')));
      child.send(message);
    });
  const seat = async (one: Seating) =>
    void (await ask({ type: 'seat', seating: one }, seatPatienceMs));
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  try {
    await seat(seating);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    pid: child.pid!,
    seat,
    async run(options) {
      const patienceMs = options.seconds * 1000 + options.graceMs + answerPatienceMs;
      const answer = await ask({ type: 'load', options }, patienceMs);
      if (answer.type !== 'done') throw new Error(`the load said ${answer.type}`);
      return answer.outcome;
    },
    leave: async () => void (await ask({ type: 'leave' }, answerPatienceMs)),
    [Symbol.asyncDispose]: stop,
  };
}

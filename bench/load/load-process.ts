import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { type ServerCost, startMeter } from '../measure/server-cost.ts';
import type {
  Findings,
  FromGenerator,
  LoadOptions,
  Seating,
  Tally,
  ToGenerator,
} from './load-plan.ts';

export type Loaded = { tally: Tally; findings: Findings; cost: ServerCost };

/** The load generator in a process of its own, its people seated. */
export type LoadProcess = AsyncDisposable & {
  /** `pids` are the processes to measure meanwhile, by role. */
  load: (options: LoadOptions, pids: () => Record<string, number[]>) => Promise<Loaded>;
};

const seatPatienceMs = 60_000;
const answerPatienceMs = 15_000;

/** Rejects with what the generator says when somebody cannot be seated. */
export async function startLoad(seating: Seating): Promise<LoadProcess> {
  const child = fork(join(import.meta.dirname, 'generator.ts'), { execArgv: [] });
  const listen = listenTo(child);
  const tell = (message: ToGenerator) => void child.send(message);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => void child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  };
  try {
    tell({ type: 'seat', seating });
    await listen('seated', seatPatienceMs);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    async load(options, pids) {
      tell({ type: 'load', options });
      const patienceMs = options.warmMs + options.measureMs + answerPatienceMs;
      await listen('begin', patienceMs);
      const meter = startMeter(pids());
      const { tally } = await listen('end', patienceMs);
      const cost = meter.stop();
      const { findings } = await listen('rest', patienceMs);
      return { tally, findings, cost };
    },
    [Symbol.asyncDispose]: stop,
  };
}

type Listen = <Type extends FromGenerator['type']>(
  type: Type,
  patienceMs: number,
) => Promise<Extract<FromGenerator, { type: Type }>>;

/** Waits for what the generator says next; it rejects when that is not what was expected. */
function listenTo(child: ChildProcess): Listen {
  const heard: FromGenerator[] = [];
  let wake = () => {};
  const hear = (message: FromGenerator) => {
    if (message.type === 'failed') heard.unshift(message);
    else heard.push(message);
    wake();
  };
  child.on('message', hear);
  child.once('exit', (code) => hear({ type: 'failed', reason: `it ended with ${code}` }));
  return async (type, patienceMs) => {
    const deadlineMs = performance.now() + patienceMs;
    while (heard.length === 0) {
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0) throw new Error(`the load generator did not say ${type} in time`);
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      const late = setTimeout(resolve, leftMs);
      await promise;
      clearTimeout(late);
    }
    const message = heard.shift()!;
    if (message.type === type) return message as never;
    const reason = message.type === 'failed' ? message.reason : `said ${message.type}`;
    throw new Error(`the load generator failed: ${reason}`);
  };
}

import type { ProcessRecord } from '../../internal/home/process-record.ts';
import type { Running, Stage } from './drain.ts';
import { supervise } from './supervise.ts';
import type { Backoff, Instance, Supervised } from './supervise.ts';

export type SupervisorOptions = {
  running: Running;
  record: ProcessRecord;
  say: (line: string) => void;
  /** Called whenever a process was started again and is healthy. */
  onRestarted: () => void;
  /** Aborted when everything shall end. */
  signal: AbortSignal;
  backoff?: Backoff;
};

/** Starts a program of a stage and keeps it running; resolves when it is ready. */
export type Supervise = (
  stage: Stage,
  program: { name: string; logFile: string; launch: () => Promise<Instance> },
) => Promise<Supervised>;

/** Supervises programs and keeps account of them, in memory by stage and on disk by process id. */
export function meshSupervisor(options: SupervisorOptions): Supervise {
  const { running, record, say, onRestarted, signal, backoff } = options;
  return async (stage, program) => {
    signal.throwIfAborted();
    const supervised = await supervise({
      ...program,
      say,
      onStart: (pid) => record.add(program.name, pid),
      onEnd: (pid) => record.remove(pid),
      onRestarted,
      signal,
      backoff,
    });
    running[stage].push(supervised);
    return supervised;
  };
}

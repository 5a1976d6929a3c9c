import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log/log.ts';
import { type AnswerPlain, openPlainDoor } from './automation-plain.ts';
import { pullTasks } from './automation-pull.ts';
import { type AnswerTask, handleTask, type TaskCounts, type TaskDoor } from './automation-task.ts';
import { briefly } from './briefly.ts';
import { createClient } from './client.ts';
import type { Bus } from './connect.ts';

export type AutomationOptions = {
  /** Connected as the automation's own NATS user. */
  bus: Bus;
  /** The name it was registered with; its NATS user and its durable consumer have the same. */
  name: string;
  /** Semantic version, for example `1.0.0`. */
  version: string;
  description: string;
  answer: AnswerTask;
  /** Answers people at a shell: `nats req bot.<name>`, without a trailing `-bot`. */
  plain?: AnswerPlain;
  log: Log;
  /** How long disposing waits for answers that are being made; 6 s when not given. */
  drainLimitMs?: number;
};

/** One running replica. */
export type RunningAutomation = AsyncDisposable & {
  /** What became of its tasks since it started, and how many it is answering. */
  figures: () => TaskCounts & { under_way: number };
};

/** Tasks that one replica answers at once; a conversation never has more than one open. */
const maxTasksAtOnce = 16;
const beatEveryMs = 3000;
const defaultDrainLimitMs = 6000;

/**
 * Runs one replica of an automation until it is disposed. It keeps pulls waiting for tasks, answers
 * each through `answer`, and survives restarts of the NATS server and a consumer that is made late.
 * Disposing takes no more tasks and waits for those being answered.
 */
export async function runAutomation(options: AutomationOptions): Promise<RunningAutomation> {
  const { bus, name, log } = options;
  if (bus.user !== name) throw new Error(`${name} is connected as NATS user ${bus.user}`);
  const counts: TaskCounts = { answered: 0, refused: 0, failed: 0 };
  const call = createClient(bus, 'automation');
  const door: TaskDoor = { answer: options.answer, call, log, counts, underWay: new Set() };
  const figures = () => ({ ...counts, under_way: door.underWay.size });
  const plainDoor = await openPlainDoor(bus, { ...options, figures });
  const tasks = pullTasks(bus, maxTasksAtOnce, (message) => handleTask(door, message));

  const beat = () => {
    if (!bus.isConnected()) return;
    call.automations.beat({ version: options.version }).catch((error: unknown) => {
      log.debug({ err: error }, 'beat not heard');
    });
  };
  beat();
  const beats = setInterval(beat, beatEveryMs);

  const drain = async (): Promise<void> => {
    clearInterval(beats);
    const doors = [plainDoor, tasks].map((part) => part[Symbol.asyncDispose]());
    const limitMs = options.drainLimitMs ?? defaultDrainLimitMs;
    const late = pause(limitMs, 'late', { ref: false });
    if ((await Promise.race([Promise.all(doors), late])) === 'late') {
      log.error({ under_way: door.underWay.size }, 'ended before tasks were answered');
    }
    if (bus.isConnected()) await briefly(bus.flush());
  };
  let drained: Promise<void> | undefined;
  return { figures, [Symbol.asyncDispose]: () => (drained ??= drain()) };
}

import type { Bus } from '../../internal/bus/connect.ts';
import type { TaskStream } from '../../internal/bus/task-stream.ts';
import type { Log } from '../../internal/log/log.ts';
import { failpoint } from '../../internal/process/failpoint.ts';
import type { Availability, AvailabilityWatch } from '../automations/availability.ts';
import { startLoop } from '../background/loop.ts';
import { shippedTimes, type Times } from '../background/times.ts';
import { chunks } from '../database/chunks.ts';
import type { Database } from '../database/open-database.ts';
import { checkUnanswered, markDelivered, requeueLost } from './check-deliveries.ts';
import { claimQueued, claimUnconfirmed } from './claim-tasks.ts';
import { giveUpTask, leaveRemoved } from './give-up.ts';
import { publishTasks } from './publish-tasks.ts';
import { forgetAbsence, tellAbsence } from './tell-absence.ts';

export type SweepOptions = {
  db: Database;
  bus: Bus;
  log: Log;
  now: () => Date;
  stream: TaskStream;
  watch: AvailabilityWatch;
  times?: Partial<Times>;
};

export type TaskSweep = AsyncDisposable & {
  /** These conversations have something to do; their tasks go out at once. Never throws. */
  hurry: (conversationIds: string[]) => void;
  /** Sweeps now. */
  sweep: () => Promise<void>;
};

/** Conversations of one claim, so that its answer never leaves one out. */
const hurriedAtOnce = 25;

/**
 * Brings tasks to their automations and, when they stay unanswered, their conversations to people.
 * Every dbmgr sweeps; rows that one holds are passed over by the others.
 */
export function startTaskSweep(options: SweepOptions): TaskSweep {
  const times = { ...shippedTimes, ...options.times };
  const loop = startLoop({
    name: 'tasks',
    everyMs: times.sweepMs,
    log: options.log,
    run: () => sweepAll(options, times),
  });
  const express = startExpress(options);
  return {
    hurry: express.hurry,
    sweep: () => loop.hurry(),
    async [Symbol.asyncDispose]() {
      await loop[Symbol.asyncDispose]();
      await express[Symbol.asyncDispose]();
    },
  };
}

async function sweepAll(options: SweepOptions, times: Times): Promise<void> {
  let failure: Error | undefined;
  const busy = await findBusy(options.db);
  for (const automation of options.watch.list()) {
    await failpoint('dbmgr.inSweep');
    const sweep = busy.has(automation.name)
      ? sweepOne(options, times, automation)
      : forgetAbsence(options.db, automation);
    // What stops one automation's tasks stops no other's.
    await sweep.catch((error: Error) => (failure = error));
  }
  await leaveRemoved(options.db, options);
  if (failure) throw failure;
}

/** Automations with a task that is not over. */
async function findBusy(db: Database): Promise<Set<string>> {
  const rows = await db
    .selectFrom('tasks')
    .where('state', 'in', ['queued', 'sent'])
    .select('automation')
    .distinct()
    .execute();
  return new Set(rows.map((row) => row.automation));
}

async function sweepOne(
  options: SweepOptions,
  times: Times,
  automation: Availability,
): Promise<void> {
  const { db } = options;
  await requeueLost(db, automation);
  await markDelivered(db, automation);
  for (const id of await checkUnanswered(db, automation, times)) {
    await giveUpTask(db, options, id);
  }
  await tellAbsence(db, options, automation, times);
  await forgetAbsence(db, automation);
  if (!automation.consumer) return;
  const { name } = automation;
  await publishTasks(options, await claimUnconfirmed(db, name, times.confirmMs));
  for (;;) {
    const claimed = await claimQueued(db, { automation: name });
    if (claimed.length === 0) return;
    await publishTasks(options, claimed);
  }
}

/** Publishes what was just queued without waiting for the sweep, which heals what fails here. */
function startExpress(options: SweepOptions): AsyncDisposable & Pick<TaskSweep, 'hurry'> {
  const due = new Set<string>();
  let running: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    while (due.size > 0) {
      const all = [...due];
      due.clear();
      for (const conversationIds of chunks(all, hurriedAtOnce)) {
        await publishTasks(options, await claimQueued(options.db, { conversationIds }));
      }
    }
  };
  const start = (): void => {
    running ??= run()
      .catch((error: unknown) => options.log.warn({ err: error }, 'tasks wait for the sweep'))
      .finally(() => {
        running = undefined;
        if (due.size > 0) start();
      });
  };
  return {
    hurry(conversationIds) {
      for (const id of conversationIds) due.add(id);
      start();
    },
    async [Symbol.asyncDispose]() {
      while (running) await running;
    },
  };
}

import type { TaskStream } from '../../internal/bus/task-stream.ts';
import type { Log } from '../../internal/log/log.ts';
import { failpoint } from '../../internal/process/failpoint.ts';
import type { Database } from '../database/open-database.ts';
import type { ClaimedTask } from './claim-tasks.ts';
import { readPayload } from './task-payload.ts';

export type PublishOptions = { db: Database; log: Log; stream: TaskStream };

/**
 * Publishes claimed tasks and writes down where the stream has them. What fails stays claimed
 * without a place, and the sweep publishes the same try again: the stream knows it by its id.
 * Throws the last failure, after all were tried.
 */
export async function publishTasks(
  options: PublishOptions,
  claimed: readonly ClaimedTask[],
): Promise<void> {
  if (claimed.length > 0) await failpoint('dbmgr.afterClaim');
  const outcomes = await Promise.allSettled(claimed.map((task) => publishTask(options, task)));
  const failed = outcomes.findLast((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}

async function publishTask(options: PublishOptions, task: ClaimedTask): Promise<void> {
  const { db, log, stream } = options;
  const payload = await readPayload(db, task);
  if (!payload) {
    log.error({ task: task.id }, 'a task without its message is given up');
    await db.updateTable('tasks').set({ state: 'dead' }).where('id', '=', task.id).execute();
    return;
  }
  const messageId = `${task.id}-${task.tries}`;
  const seq = await stream.publish(task.automation, messageId, JSON.stringify(payload));
  await failpoint('dbmgr.afterTask');
  await db
    .updateTable('tasks')
    .set({ stream_seq: seq })
    .where('id', '=', task.id)
    .where('state', '=', 'sent')
    .where('tries', '=', task.tries)
    .execute();
}

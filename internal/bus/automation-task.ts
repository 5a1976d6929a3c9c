import { setTimeout as pause } from 'node:timers/promises';
import type { Msg } from 'nats';
import { AppError } from '../contract/errors.ts';
import { type Reply, type Task, task as taskSchema } from '../contract/tasks.ts';
import type { Client } from '../contract/types.ts';
import type { Log } from '../log/log.ts';
import { failpoint } from '../process/failpoint.ts';
import { describeFailure } from './describe-failure.ts';

/** What an automation says to a task; no messages and no handoff ends the task in silence. */
export type AutomationAnswer = Pick<Reply, 'messages' | 'handoff'>;

/** Answers one task, within 8 seconds: after that it is asked again, three times in all. */
export type AnswerTask = (task: Task) => AutomationAnswer | Promise<AutomationAnswer>;

/** What became of the tasks that came in since the start. */
export type TaskCounts = { answered: number; refused: number; failed: number };

export type TaskDoor = {
  answer: AnswerTask;
  call: Client<'automation'>;
  log: Log;
  counts: TaskCounts;
  /** Tasks being answered right now; another delivery of one of them is let go. */
  underWay: Set<string>;
};

/** Owner and task are settled: asking again changes nothing. */
const finalRefusals = ['stale_owner', 'not_found'];
const passingRefusals = ['unavailable', 'rate_limited'];
const replyPatienceMs = 30_000;
const replyTimeoutMs = 2000;
const firstPauseMs = 250;
const longestPauseMs = 4000;

/**
 * Answers one delivered task and acknowledges it once dbmgr took the answer or refused it for good.
 * Whatever else goes wrong is logged, without anybody's words, and the task stays unacknowledged:
 * dbmgr asks again. What is no task is never delivered again.
 */
export async function handleTask(door: TaskDoor, message: Msg): Promise<void> {
  const task = parseTask(message);
  if (!task) {
    door.counts.failed += 1;
    door.log.error({ bytes: message.data.length }, 'task is malformed');
    message.respond('+TERM');
    return;
  }
  if (door.underWay.has(task.task)) return;
  door.underWay.add(task.task);
  const start = performance.now();
  try {
    await failpoint('automation.afterRead');
    const reply = await replyTo(door, task);
    await failpoint('automation.beforeReply');
    const outcome = await sendReply(door, reply);
    await failpoint('automation.afterReply');
    message.respond('+ACK');
    door.counts[outcome === 'ok' ? 'answered' : 'refused'] += 1;
    const tookMs = Math.round(performance.now() - start);
    door.log.info({ task: task.task, try: task.try, outcome, took_ms: tookMs }, 'task');
  } catch (error) {
    door.counts.failed += 1;
    const failure = describeFailure(error);
    door.log.error({ task: task.task, try: task.try, failure }, 'task not answered');
  } finally {
    door.underWay.delete(task.task);
  }
}

function parseTask(message: Msg): Task | null {
  try {
    return taskSchema.parse(message.json());
  } catch {
    return null;
  }
}

async function replyTo(door: TaskDoor, task: Task): Promise<Reply> {
  const key = { task: task.task, epoch: task.conversation.epoch };
  // Two automations that answer one another would never stop.
  if (task.message.role === 'automation') return { ...key, messages: [] };
  const { messages, handoff } = await door.answer(task);
  return { ...key, messages, handoff };
}

/** `ok`, or the code of a final refusal. A repeat is harmless: the task's id is the key. */
async function sendReply(door: TaskDoor, reply: Reply): Promise<string> {
  const giveUpAt = performance.now() + replyPatienceMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      await door.call.tasks.reply(reply, { timeoutMs: replyTimeoutMs });
      return 'ok';
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (finalRefusals.includes(error.code)) return error.code;
      const isPassing = passingRefusals.includes(error.code);
      if (!isPassing || performance.now() > giveUpAt) throw error;
      await pause(Math.min(error.retryMs ?? pauseMs, longestPauseMs));
    }
  }
}

import { CompiledQuery } from 'kysely';
import { v7 as uuid } from 'uuid';
import { isInQueue } from '../conversations/present-conversation.ts';
import { listChanged } from '../conversations/waiting-list.ts';
import { chunks } from '../database/chunks.ts';
import { listOf } from '../database/list-of.ts';
import type { AfterCommit, Transaction } from '../database/transact.ts';
import type { TasksTable } from '../tasks/tables.ts';
import type { StoreOptions } from './store-options.ts';
import type { NumberedMessage } from './write-rows.ts';

type NewTask = Pick<
  TasksTable,
  'id' | 'org_id' | 'automation' | 'conversation_id' | 'channel_id' | 'seq' | 'epoch'
>;

/** What visitors' lines set in motion. Lines between people cost nothing here. */
export type FollowUp = {
  /** For the automations that own the conversations. */
  tasks: NewTask[];
  /** Conversations in which visitors who wait for somebody said something. */
  waiting: { org: string; conversationId: string }[];
  /** Conversations on hold that a visitor's word brings back. */
  woken: { org: string; conversationId: string }[];
};

export function planFollowUp(rows: readonly NumberedMessage[]): FollowUp {
  const followUp: FollowUp = { tasks: [], waiting: [], woken: [] };
  for (const { seq, sender_id, place } of rows) {
    const { talk, org, channelId } = place;
    if (talk?.visitorId !== sender_id) continue;
    const conversationId = talk.id;
    if (isInQueue(talk.state)) followUp.waiting.push({ org, conversationId });
    if (talk.state === 'on_hold') followUp.woken.push({ org, conversationId });
    if (talk.state !== 'bot' || talk.automation === null) continue;
    followUp.tasks.push({
      id: uuid(),
      org_id: org,
      automation: talk.automation,
      conversation_id: talk.id,
      channel_id: channelId,
      seq,
      epoch: talk.epoch,
    });
  }
  return followUp;
}

const insertInto = `insert into tasks
  (id, org_id, automation, conversation_id, channel_id, seq, epoch, state, made_at) values `;
const oneTask = "(?, ?, ?, ?, ?, ?, ?, 'queued', now(3))";

/** Nothing for none. */
export function insertTasks(tasks: readonly NewTask[]): CompiledQuery[] {
  return [...chunks(tasks)].map((some) =>
    CompiledQuery.raw(
      insertInto + listOf(oneTask, some.length),
      some.flatMap((task) => [
        task.id,
        task.org_id,
        task.automation,
        task.conversation_id,
        task.channel_id,
        task.seq,
        task.epoch,
      ]),
    ),
  );
}

/** Their time is over now; nothing for none. */
export function wakeHeld(woken: FollowUp['woken'], at: Date): CompiledQuery[] {
  return [...chunks(woken.map(({ conversationId }) => conversationId))].map((ids) =>
    CompiledQuery.raw(
      `update conversations set held_until = ? where state = 'on_hold'
        and id in (${listOf('?', ids.length)})`,
      [at, ...ids],
    ),
  );
}

/** An entry in the waiting list for each conversation in which one of these lines now stands. */
export async function tellAgents(
  tx: Transaction,
  afterCommit: AfterCommit,
  options: StoreOptions,
  waiting: FollowUp['waiting'],
): Promise<void> {
  for (const [org, some] of Map.groupBy(waiting, (one) => one.org)) {
    const ids = [...new Set(some.map(({ conversationId }) => conversationId))];
    const conversations = await tx
      .selectFrom('conversations')
      .selectAll()
      .where('id', 'in', ids)
      .execute();
    await listChanged(tx, afterCommit, options, org, conversations);
  }
}

import { sql } from 'kysely';
import { maxBatchBytes } from '../../internal/contract/messages.ts';
import type { Task } from '../../internal/contract/tasks.ts';
import { jsonBytes } from '../channels/pieces.ts';
import { messageColumns, type MessageRow, presentMessage } from '../channels/present-entry.ts';
import type { Database } from '../database/open-database.ts';
import type { ClaimedTask } from './claim-tasks.ts';

const historyLength = 20;
/** Room for what stands around the history. */
const historyBytes = maxBatchBytes - 2048;

/**
 * A task as its automation gets it: the message it asks to answer and up to 20 messages said
 * before, oldest first, without the visitor's later lines: those are tasks of their own. The
 * oldest are left out when all together would be more than 256 KiB.
 */
export async function readPayload(db: Database, task: ClaimedTask): Promise<Task | null> {
  const columns = messageColumns.map((name) => sql.ref(name));
  const { rows } = await sql<MessageRow>`
    select ${sql.join(columns)} from messages
    where channel_id = ${task.channel_id} and (seq <= ${task.seq} or sender_role <> 'user')
    order by seq desc limit ${sql.lit(historyLength + 1)}`.execute(db);
  const asked = rows.find((row) => row.seq === task.seq) ?? (await readMessage(db, task));
  if (!asked) return null;
  const message = present(asked, task);
  const others = rows.filter((row) => row.seq !== task.seq).slice(0, historyLength);
  return {
    task: task.id,
    try: task.tries,
    conversation: {
      id: task.conversation_id,
      channel_id: task.channel_id,
      epoch: task.epoch,
      org: task.org_id,
    },
    message,
    history: fit(
      others.map((row) => present(row, task)),
      historyBytes - jsonBytes(message),
    ),
  };
}

async function readMessage(db: Database, task: ClaimedTask): Promise<MessageRow | undefined> {
  return db
    .selectFrom('messages')
    .select(messageColumns)
    .where('channel_id', '=', task.channel_id)
    .where('seq', '=', task.seq)
    .executeTakeFirst();
}

function present(row: MessageRow, task: ClaimedTask): Task['message'] {
  const { kind: _kind, ...message } = presentMessage(row);
  return { op: 'message', channel_id: task.channel_id, ...message };
}

/** From the newest on as many as fit; returned oldest first. */
function fit(newestFirst: Task['history'], bytes: number): Task['history'] {
  let left = bytes;
  const kept = newestFirst.findIndex((message) => (left -= jsonBytes(message)) < 0);
  return (kept < 0 ? newestFirst : newestFirst.slice(0, kept)).toReversed();
}

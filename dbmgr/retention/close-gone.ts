import type { Teller } from '../channels/announce.ts';
import { changeConversation } from '../conversations/change-conversation.ts';
import { holdConversations } from '../conversations/hold-conversation.ts';
import type { Database } from '../database/open-database.ts';
import { transact } from '../database/transact.ts';

type Parts = Teller & { db: Database };

const batchRows = 50;

/**
 * Ends what its visitor has with an automation and left alone since `before`: nobody else may, and
 * what never ends is never cleared. Returns how many, so many at most as one sweep takes.
 */
export async function closeGone(
  parts: Parts,
  org: string,
  before: Date,
  most: number,
): Promise<number> {
  let closed = 0;
  for (let after = ''; ;) {
    const due = await findGone(parts.db, org, before, after);
    for (const { channel_id } of due) if (await closeOne(parts, channel_id, before)) closed++;
    after = due.at(-1)?.id ?? '';
    if (due.length < batchRows || closed >= most) return closed;
  }
}

/** The next of them along `conversations_by_state`, in order of their ids. */
function findGone(
  db: Database,
  org: string,
  before: Date,
  after: string,
): Promise<{ id: string; channel_id: string }[]> {
  return db
    .selectFrom('conversations')
    .innerJoin('channels', 'channels.id', 'conversations.channel_id')
    .where('conversations.state', '=', 'bot')
    .where('conversations.org_id', '=', org)
    .where('channels.changed_at', '<', before)
    .where('conversations.id', '>', after)
    .select(['conversations.id', 'conversations.channel_id'])
    .orderBy('conversations.id')
    .limit(batchRows)
    .execute();
}

/** False when somebody wrote in it since it was found, or closed it. */
function closeOne(parts: Parts, channelId: string, before: Date): Promise<boolean> {
  return transact(parts.db, async (tx, afterCommit) => {
    const held = (await holdConversations(tx, [channelId])).get(channelId);
    if (held?.row.state !== 'bot') return false;
    const place = await tx
      .selectFrom('channels')
      .where('id', '=', channelId)
      .where('changed_at', '<', before)
      .select('id')
      .executeTakeFirst();
    if (!place) return false;
    const change = { state: 'closed', reason: 'gone' } as const;
    await changeConversation(tx, afterCommit, parts, held, change);
    return true;
  });
}

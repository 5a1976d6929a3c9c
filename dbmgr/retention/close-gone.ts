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
  for (let closed = 0; ;) {
    const due = await findGone(parts.db, org, before);
    for (const channel of due) if (await closeOne(parts, channel, before)) closed++;
    if (due.length < batchRows || closed >= most) return closed;
  }
}

/** Along `conversations_by_state`. */
async function findGone(db: Database, org: string, before: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('conversations')
    .innerJoin('channels', 'channels.id', 'conversations.channel_id')
    .where('conversations.state', '=', 'bot')
    .where('conversations.org_id', '=', org)
    .where('channels.changed_at', '<', before)
    .select('conversations.channel_id')
    .orderBy('conversations.channel_id')
    .limit(batchRows)
    .execute();
  return rows.map(({ channel_id }) => channel_id);
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

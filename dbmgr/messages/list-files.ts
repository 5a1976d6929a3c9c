import type { SharedFile, Whereabouts } from '../../internal/contract/messages.ts';
import { presentAttachment } from '../attachments/present-attachment.ts';
import type { Context } from '../context.ts';
import { findActor } from '../people/read-actor.ts';
import { findSetting } from './find-setting.ts';

type Wish = Whereabouts & { before?: number | undefined; limit: number };

/** Newest first; what went with a deleted message is not there. */
export async function listFiles(
  context: Context,
  { before, limit, ...where }: Wish,
): Promise<{ files: SharedFile[]; earlier: boolean }> {
  const { db } = context;
  const { channelId } = await findSetting(db, await findActor(db, context), where);
  const rows = await db
    .selectFrom('attachments')
    .innerJoin('messages', (join) =>
      join
        .onRef('messages.channel_id', '=', 'attachments.channel_id')
        .onRef('messages.seq', '=', 'attachments.seq'),
    )
    .where('attachments.channel_id', '=', channelId)
    .where('attachments.seq', '<', before ?? Number.MAX_SAFE_INTEGER)
    .where('attachments.state', '=', 'sent')
    .where('messages.deleted_at', 'is', null)
    .selectAll('attachments')
    .select(['messages.seq as message_seq', 'sender_id', 'sender_name', 'sent_at'])
    .orderBy('attachments.seq', 'desc')
    .limit(limit + 1)
    .execute();
  const files = rows.slice(0, limit).map((row) => ({
    seq: row.message_seq,
    from: row.sender_id,
    name: row.sender_name,
    ts: row.sent_at.toISOString(),
    file: presentAttachment(row),
  }));
  return { files, earlier: rows.length > limit };
}

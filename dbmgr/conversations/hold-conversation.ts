import { AppError } from '../../internal/contract/errors.ts';
import { type LockedLog, lockLog } from '../channels/locked-log.ts';
import type { Transaction } from '../database/transact.ts';
import type { ConversationRow } from './present-conversation.ts';

/** A conversation with its log; this transaction holds both. */
export type HeldConversation = { log: LockedLog; row: ConversationRow };

/** Throws `not_found` when the channel is none, or no conversation's. */
export async function holdConversation(
  tx: Transaction,
  channelId: string,
): Promise<HeldConversation> {
  const log = await lockLog(tx, channelId);
  const row = await tx
    .selectFrom('conversations')
    .selectAll()
    .where('channel_id', '=', channelId)
    .forUpdate()
    .executeTakeFirst();
  if (!log || !row) throw new AppError('not_found', 'There is no such conversation.');
  return { log, row };
}

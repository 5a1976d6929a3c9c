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
  const held = await findHeld(tx, channelId);
  if (!held) throw new AppError('not_found', 'There is no such conversation.');
  return held;
}

/** Several, in the order of their ids, by channel; those that there are. */
export async function holdConversations(
  tx: Transaction,
  channelIds: readonly string[],
): Promise<Map<string, HeldConversation>> {
  const all = new Map<string, HeldConversation>();
  for (const id of [...new Set(channelIds)].toSorted()) {
    const held = await findHeld(tx, id);
    if (held) all.set(id, held);
  }
  return all;
}

async function findHeld(tx: Transaction, channelId: string): Promise<HeldConversation | null> {
  const log = await lockLog(tx, channelId);
  const row = await tx
    .selectFrom('conversations')
    .selectAll()
    .where('channel_id', '=', channelId)
    .forUpdate()
    .executeTakeFirst();
  return log && row ? { log, row } : null;
}

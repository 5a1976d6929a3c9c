import type { Kysely } from 'kysely';
import type { MessageEntry } from '../../internal/contract/entries.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { Whereabouts } from '../../internal/contract/messages.ts';
import { type MessageFacts, refuseChanging } from '../../internal/policy/message-changes.ts';
import { decorateMessages } from '../channels/decorations.ts';
import { type LockedLog, lockLog } from '../channels/locked-log.ts';
import { messageColumns, type MessageRow, presentMessage } from '../channels/present-entry.ts';
import { noChannel } from '../channels/read-page.ts';
import type { Context } from '../context.ts';
import type { Tables } from '../database/tables.ts';
import { type AfterCommit, transact, type Transaction } from '../database/transact.ts';
import { type Actor, readActor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
import { channelIdOf, findSetting, type FoundSetting } from './find-setting.ts';

export type OneMessage = Whereabouts & { seq: number };

/** A message whose channel this transaction holds, and who wants to change something about it. */
export type HeldMessage = {
  tx: Transaction;
  afterCommit: AfterCommit;
  actor: Actor;
  at: Date;
  log: LockedLog;
  setting: FoundSetting;
  seq: number;
  row: MessageRow | undefined;
  facts: MessageFacts | undefined;
};

/**
 * Runs a change of one message in a transaction that holds its channel. Throws as
 * `refuseChanging` says, and `not_found` for strangers.
 */
export function changeMessage<T>(
  context: Context,
  where: OneMessage,
  work: (held: HeldMessage) => Promise<T>,
): Promise<T> {
  return transact(context.db, async (tx, afterCommit) => {
    const actor = await readActor(tx, context);
    const log = await lockLog(tx, channelIdOf(actor, where));
    if (!log) throw noChannel();
    const setting = await findSetting(tx, actor, where);
    enforce(refuseChanging(setting));
    const row = await findMessage(tx, log.id, where.seq);
    const facts = row && factsOf(row);
    const at = context.now();
    return work({ tx, afterCommit, actor, at, log, setting, seq: where.seq, row, facts });
  });
}

export function findMessage(
  db: Kysely<Tables>,
  channelId: string,
  seq: number,
): Promise<MessageRow | undefined> {
  return db
    .selectFrom('messages')
    .select(messageColumns)
    .where('channel_id', '=', channelId)
    .where('seq', '=', seq)
    .executeTakeFirst();
}

export function factsOf(row: MessageRow): MessageFacts {
  return {
    senderId: row.sender_id,
    type: row.type,
    sentAt: row.sent_at,
    isDeleted: Boolean(row.deleted_at),
    version: versionOf(row),
  };
}

/** 0 until it is edited, then the time of the last edit. */
export function versionOf({ edited_at }: MessageRow): number {
  return edited_at?.getTime() ?? 0;
}

/** The message as it now is. Throws `not_found` when there is none. */
export async function readVersioned(
  db: Kysely<Tables>,
  channelId: string,
  seq: number,
): Promise<{ message: MessageEntry; version: number }> {
  const row = await findMessage(db, channelId, seq);
  if (!row) throw new AppError('not_found', 'There is no such message.');
  const message = presentMessage(row);
  await decorateMessages(db, channelId, [message]);
  return { message, version: versionOf(row) };
}

import type { MessageChangedEntry } from '../../internal/contract/entries.ts';
import { announceEntries } from '../channels/announce.ts';
import { appendChange, saveLog } from '../channels/locked-log.ts';
import type { Context } from '../context.ts';
import type { HeldMessage } from './hold-message.ts';

type Change = Pick<MessageChangedEntry, 'what' | 'emoji' | 'data'>;

/**
 * Appends what became of the message to its channel's log and tells it after the commit. The text
 * of an edit is told, and stays in the message alone.
 */
export async function tellChange(
  { bus }: Context,
  held: HeldMessage,
  { what, emoji, data }: Change,
): Promise<void> {
  const { tx, afterCommit, actor, at, log, setting, seq } = held;
  const by = { id: actor.id, name: actor.name };
  const body = { of: seq, what, by, to: setting.other ?? '*', ...(emoji && { emoji }) };
  await appendChange(tx, log, { kind: 'message_changed', conversationId: null, body }, at);
  if (data !== undefined) Object.assign(log.entries.at(-1)!, { data });
  await saveLog(tx, log);
  afterCommit(() => announceEntries(bus, log.id, log.memberVersion, log.entries));
}

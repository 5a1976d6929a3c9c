import type { Conversation } from '../../internal/contract/entries.ts';
import { refuseDirecting } from '../../internal/policy/conversations.ts';
import { performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { enforce } from '../refuse.ts';
import { holdConversation } from './hold-conversation.ts';
import { factsOf, isInQueue, presentConversation } from './present-conversation.ts';
import { listChanged } from './waiting-list.ts';

export type Description = {
  channel_id: string;
  priority?: number;
  language?: string | null;
  skill?: string | null;
};

/** How urgent a conversation is and what it takes: for the order and the choice from now on. */
export function describeConversation(context: Context, wish: Description): Promise<Conversation> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    const held = await holdConversation(tx, wish.channel_id);
    const { row } = held;
    enforce(refuseDirecting(actor, factsOf(row)));
    const { priority = row.priority, language = row.language, skill = row.skill } = wish;
    note.target = { id: row.id, name: row.visitor_name };
    note.detail = `priority ${priority}, language ${language ?? '-'}, skill ${skill ?? '-'}`;
    const changed = { priority, language, skill };
    await tx.updateTable('conversations').set(changed).where('id', '=', row.id).execute();
    const now = { ...row, ...changed };
    if (isInQueue(row.state)) await listChanged(tx, afterCommit, context, row.org_id, [now]);
    return presentConversation(now);
  });
}

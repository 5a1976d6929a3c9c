import type { Conversation } from '../../internal/contract/entries.ts';
import { refuseClosing } from '../../internal/policy/conversations.ts';
import { performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { enforce } from '../refuse.ts';
import { changeConversation } from './change-conversation.ts';
import { holdConversation } from './hold-conversation.ts';
import { factsOf, presentConversation } from './present-conversation.ts';

/** Its agent or its visitor ends it. What has ended already is answered as it is. */
export function closeConversation(context: Context, channelId: string): Promise<Conversation> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    const held = await holdConversation(tx, channelId);
    const { row } = held;
    enforce(refuseClosing(actor, factsOf(row)));
    if (row.state === 'closed') {
      note.silent = true;
      return presentConversation(row);
    }
    note.target = { id: row.id, name: row.visitor_name };
    const change = { state: 'closed', reason: 'closed' } as const;
    return changeConversation(tx, afterCommit, context, held, change);
  });
}

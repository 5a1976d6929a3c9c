import type { Conversation } from '../../internal/contract/entries.ts';
import { mayVisit, refuseHandingOff } from '../../internal/policy/conversations.ts';
import { performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { enforce } from '../refuse.ts';
import { changeConversation } from './change-conversation.ts';
import { holdConversation } from './hold-conversation.ts';
import { factsOf, presentConversation } from './present-conversation.ts';
import { areAgentsOnline } from './waiting-entries.ts';

export type HandedOff = { conversation: Conversation; agents_online: boolean };

/**
 * To the waiting list, with the history: the visitor asks for a person, or its agent gives it back.
 * What waits already goes on waiting where it is.
 */
export function handOff(context: Context, channelId: string): Promise<HandedOff> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    const held = await holdConversation(tx, channelId);
    const { row } = held;
    enforce(refuseHandingOff(actor, factsOf(row)));
    const agents_online = await areAgentsOnline(tx, row.org_id);
    if (row.state === 'waiting') {
      note.silent = true;
      return { conversation: presentConversation(row), agents_online };
    }
    note.target = { id: row.id, name: row.visitor_name };
    const reason = mayVisit(actor.role) ? 'handoff' : 'returned';
    const change = { state: 'waiting', reason } as const;
    const conversation = await changeConversation(tx, afterCommit, context, held, change);
    return { conversation, agents_online };
  });
}

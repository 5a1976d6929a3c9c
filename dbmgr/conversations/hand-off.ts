import type { Conversation } from '../../internal/contract/entries.ts';
import { mayVisit, refuseHandingOff } from '../../internal/policy/conversations.ts';
import { performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { passOverGiver } from '../offers/pass-over.ts';
import { enforce } from '../refuse.ts';
import { changeConversation } from './change-conversation.ts';
import { holdConversation } from './hold-conversation.ts';
import { factsOf, isInQueue, presentConversation } from './present-conversation.ts';
import { waitAgain } from './leave-message.ts';
import { readStaffing, type Staffing } from './staffing.ts';

export type HandedOff = { conversation: Conversation } & Staffing;

/**
 * To the waiting list, with the history: the visitor asks for a person, or its agent gives it back.
 * What waits already goes on waiting where it is.
 */
export function handOff(context: Context, channelId: string): Promise<HandedOff> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    const held = await holdConversation(tx, channelId);
    const { row } = held;
    enforce(refuseHandingOff(actor, factsOf(row)));
    const staffed = await readStaffing(tx, row.org_id, context.now());
    if (isInQueue(row.state)) {
      note.silent = true;
      await waitAgain(tx, afterCommit, context, held);
      return { conversation: presentConversation(held.row), ...staffed };
    }
    note.target = { id: row.id, name: row.visitor_name };
    const comesFirst = !mayVisit(actor.role);
    const reason = comesFirst ? 'returned' : 'handoff';
    const change = { state: 'waiting', reason, comesFirst } as const;
    const conversation = await changeConversation(tx, afterCommit, context, held, change);
    await passOverGiver(tx, row, context.now());
    return { conversation, ...staffed };
  });
}

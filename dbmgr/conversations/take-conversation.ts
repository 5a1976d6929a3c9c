import type { Conversation } from '../../internal/contract/entries.ts';
import { refuseTakingAtAll } from '../../internal/policy/conversations.ts';
import { performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { noteWork } from '../desks/note-work.ts';
import { enforce } from '../refuse.ts';
import { claimConversation } from './claim.ts';
import { presentConversation } from './present-conversation.ts';

/** An agent pulls what waits, or accepts what they are offered; one winner. */
export function takeConversation(context: Context, channelId: string): Promise<Conversation> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    enforce(refuseTakingAtAll(actor));
    const claim = { agentId: actor.id, channelId, how: 'taken', isSelf: true };
    const { held, desk, wasTheirs } = await claimConversation(tx, afterCommit, context, claim);
    if (wasTheirs) note.silent = true;
    else note.target = { id: held.row.id, name: held.row.visitor_name };
    if (desk.misses > 0) await noteWork(tx, actor.id);
    return presentConversation(held.row);
  });
}

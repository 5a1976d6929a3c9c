import type { Conversation } from '../../internal/contract/entries.ts';
import { refuseTaking, refuseTakingAtAll } from '../../internal/policy/conversations.ts';
import { performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/transact.ts';
import { enforce } from '../refuse.ts';
import { changeConversation } from './change-conversation.ts';
import { holdConversation } from './hold-conversation.ts';
import { factsOf, presentConversation } from './present-conversation.ts';

/**
 * One winner: the agent's own row is held first, so that two of their wishes cannot pass the limit
 * together, then the conversation. Whoever has it already is told so again.
 */
export function takeConversation(context: Context, channelId: string): Promise<Conversation> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    enforce(refuseTakingAtAll(actor));
    const held = await holdConversation(tx, channelId);
    const { row } = held;
    if (row.state !== 'closed' && row.owner_id === actor.id) {
      note.silent = true;
      return presentConversation(row);
    }
    enforce(refuseTaking(actor, factsOf(row), await countOpen(tx, actor.id)));
    note.target = { id: row.id, name: row.visitor_name };
    const agent = { id: actor.id, name: actor.name };
    const change = { state: 'open', agent, reason: 'taken' } as const;
    return changeConversation(tx, afterCommit, context, held, change);
  });
}

async function countOpen(tx: Transaction, agentId: string): Promise<number> {
  const { count } = await tx
    .selectFrom('conversations')
    .where('owner_id', '=', agentId)
    .where('state', 'in', ['open', 'offered', 'on_hold'])
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

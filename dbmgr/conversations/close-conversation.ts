import type { Conversation } from '../../internal/contract/entries.ts';
import { refuseCategory, refuseClosing } from '../../internal/policy/conversations.ts';
import { performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { readSettings } from '../organisations/read-settings.ts';
import { enforce } from '../refuse.ts';
import { changeConversation } from './change-conversation.ts';
import { holdConversation } from './hold-conversation.ts';
import { factsOf, presentConversation } from './present-conversation.ts';

type Closing = { channel_id: string; category?: string | undefined };

/**
 * Its agent or its visitor ends it; the agent says what it was about. What has ended already is
 * answered as it is.
 */
export function closeConversation(
  context: Context,
  { channel_id, category }: Closing,
): Promise<Conversation> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    const held = await holdConversation(tx, channel_id);
    const { row } = held;
    enforce(refuseClosing(actor, factsOf(row)));
    if (row.state === 'closed') {
      note.silent = true;
      return presentConversation(row);
    }
    if (category !== undefined) {
      const { categories } = await readSettings(tx, row.org_id);
      enforce(refuseCategory(actor, category, categories));
    }
    note.target = { id: row.id, name: row.visitor_name };
    const change = { state: 'closed', reason: 'closed', category: category ?? null } as const;
    return changeConversation(tx, afterCommit, context, held, change);
  });
}

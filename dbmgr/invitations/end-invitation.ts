import { publishEvent } from '../../internal/bus/events.ts';
import type { Teller } from '../channels/announce.ts';
import type { Transaction } from '../database/transact.ts';

export type Invited = { id: string; agent_id: string; visitor_id: string };

type Outcome = 'accepted' | 'declined' | 'expired';

const nothing = () => undefined;

/** Once. What it returns tells both sides, after the commit. */
export async function endInvitation(
  tx: Transaction,
  who: Teller,
  { id, agent_id, visitor_id }: Invited,
  outcome: Outcome,
  channelId: string | null = null,
): Promise<() => void> {
  const { numUpdatedRows } = await tx
    .updateTable('invitations')
    .set({ pending_visitor_id: null, ended_at: who.now(), outcome, channel_id: channelId })
    .where('id', '=', id)
    .where('pending_visitor_id', 'is not', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return nothing;
  return () => {
    for (const person of [agent_id, visitor_id]) {
      if (!who.bus) return;
      const event = { id, person, outcome, channel_id: channelId };
      publishEvent(who.bus, 'conversations', 'invitationEnded', person, event);
    }
  };
}

/** An agent has the visitor from now on: what others asked them is over. */
export async function endOvertaken(
  tx: Transaction,
  who: Teller,
  visitorId: string,
  agentId: string,
): Promise<() => void> {
  const invited = await tx
    .selectFrom('invitations')
    .where('pending_visitor_id', '=', visitorId)
    .where('agent_id', '!=', agentId)
    .select(['id', 'agent_id', 'visitor_id'])
    .executeTakeFirst();
  return invited ? endInvitation(tx, who, invited, 'expired') : nothing;
}

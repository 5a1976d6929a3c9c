import { publishEvent } from '../../internal/bus/events.ts';
import type { Conversation } from '../../internal/contract/entries.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { performAct } from '../audit/perform.ts';
import type { Teller } from '../channels/announce.ts';
import type { Context } from '../context.ts';
import { holdConversations } from '../conversations/hold-conversation.ts';
import { presentConversation } from '../conversations/present-conversation.ts';
import { listChanged } from '../conversations/waiting-list.ts';
import type { AfterCommit, Transaction } from '../database/transact.ts';
import { transact } from '../database/transact.ts';
import { type Desk, holdDesks } from '../desks/hold-desks.ts';
import { noteWork } from '../desks/note-work.ts';
import { pauseDesk } from '../desks/pause.ts';
import { markWaiting } from './mark-offers.ts';
import type { MatchParts } from './match-queue.ts';

/** So many offers missed in a row and an agent is on a break. */
export const maxMisses = 2;

const maxEnded = 100;

/** The agent says no to what they are offered; it goes back to the front. */
export function declineOffer(context: Context, channelId: string): Promise<Conversation> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    const none = new AppError('not_found', 'You are not offered this conversation any more.');
    const desk = (await holdDesks(tx, [actor.id], context.now())).get(actor.id);
    const all = await holdConversations(tx, [channelId]);
    const held = all.get(channelId);
    if (desk?.role !== 'agent' || held?.row.offered_to !== actor.id) throw none;
    note.target = { id: held.row.id, name: held.row.visitor_name };
    await markWaiting(tx, context, held, 'declined');
    if (desk.misses > 0) await noteWork(tx, actor.id);
    await listChanged(tx, afterCommit, context, desk.org, [held.row]);
    return presentConversation(held.row);
  });
}

/**
 * Offers that nobody answered in time go back to the front; who misses two in a row is on a break
 * and is told so. Returns how many were missed.
 */
export async function endMissedOffers(parts: MatchParts): Promise<number> {
  const due = await parts.db
    .selectFrom('conversations')
    .where('state', '=', 'offered')
    .where('offer_ends_at', '<=', parts.now())
    .select(['channel_id', 'offered_to', 'offer_id'])
    .orderBy('offer_ends_at')
    .limit(maxEnded)
    .execute();
  let missed = 0;
  for (const { channel_id, offered_to, offer_id } of due) {
    const isMissed = await transact(parts.db, (tx, afterCommit) =>
      missOffer(tx, afterCommit, parts, {
        agentId: offered_to!,
        channelId: channel_id,
        offerId: offer_id!,
      }),
    );
    if (isMissed) missed++;
  }
  return missed;
}

type Missed = { agentId: string; channelId: string; offerId: string };

async function missOffer(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  { agentId, channelId, offerId }: Missed,
): Promise<boolean> {
  const desk = (await holdDesks(tx, [agentId], who.now())).get(agentId);
  const isLast = desk !== undefined && desk.misses + 1 >= maxMisses;
  // Whoever goes on a break is offered nothing any more.
  const others = isLast ? desk.offered : [];
  const all = await holdConversations(tx, [channelId, ...others]);
  const held = all.get(channelId);
  if (!held || held.row.offer_id !== offerId) return false;
  await markWaiting(tx, who, held, 'missed');
  const back = [...all.values()].filter((one) => one !== held && one.row.offered_to === agentId);
  for (const one of back) await markWaiting(tx, who, one, 'withdrawn');
  if (desk) await noteMiss(tx, afterCommit, who, desk, isLast);
  const rows = [held, ...back].map(({ row }) => row);
  await listChanged(tx, afterCommit, who, held.row.org_id, rows);
  return true;
}

async function noteMiss(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  desk: Desk,
  isLast: boolean,
): Promise<void> {
  if (isLast) {
    await pauseDesk(tx, afterCommit, who, desk, `You missed ${maxMisses} offers in a row.`);
    return;
  }
  await tx
    .updateTable('desks')
    .set((eb) => ({ misses: eb('misses', '+', 1) }))
    .where('person_id', '=', desk.id)
    .execute();
  afterCommit(() => {
    if (!who.bus) return;
    const event = { person: desk.id, missed: desk.misses + 1, of: maxMisses };
    publishEvent(who.bus, 'agents', 'offerMissed', desk.id, event);
  });
}

import { publishEvent } from '../../internal/bus/events.ts';
import type { DeskState } from '../../internal/contract/agents.ts';
import { refusePresence } from '../../internal/policy/staff.ts';
import { performAct } from '../audit/perform.ts';
import type { Teller } from '../channels/announce.ts';
import type { Context } from '../context.ts';
import { holdConversations } from '../conversations/hold-conversation.ts';
import type { ConversationRow } from '../conversations/present-conversation.ts';
import { listChanged, tellQueueMoved } from '../conversations/waiting-list.ts';
import type { AfterCommit, Transaction } from '../database/transact.ts';
import { markWaiting } from '../offers/mark-offers.ts';
import { noteShifts } from '../days/note-shifts.ts';
import { enforce } from '../refuse.ts';
import { type Desk, holdDesks } from './hold-desks.ts';

/** An agent takes a break: nothing is offered to them, what they have stays theirs. */
export function pauseAgent(context: Context, reason: string): Promise<DeskState> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    enforce(refusePresence(actor.role));
    const desk = (await holdDesks(tx, [actor.id], context.now())).get(actor.id)!;
    const rows = await giveBackOffers(tx, context, desk);
    note.silent = desk.paused;
    note.detail = reason;
    await pauseDesk(tx, afterCommit, context, desk, reason);
    await listChanged(tx, afterCommit, context, actor.org, rows);
    return { paused: true, reason, dnd: desk.dnd };
  });
}

/** What they are offered waits again; their desk is held, and `listChanged` follows. */
export async function giveBackOffers(
  tx: Transaction,
  who: Teller,
  { id, offered }: Pick<Desk, 'id' | 'offered'>,
): Promise<ConversationRow[]> {
  const all = await holdConversations(tx, offered);
  const back = [...all.values()].filter(({ row }) => row.offered_to === id);
  for (const held of back) await markWaiting(tx, who, held, 'withdrawn');
  return back.map(({ row }) => row);
}

export function resumeAgent(context: Context): Promise<DeskState> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    enforce(refusePresence(actor.role));
    const desk = (await holdDesks(tx, [actor.id], context.now())).get(actor.id)!;
    note.silent = !desk.paused;
    await tx
      .updateTable('desks')
      .set({ paused_at: null, pause_reason: null, misses: 0 })
      .where('person_id', '=', actor.id)
      .execute();
    await noteShifts(tx, [actor.id], context.now());
    const state = { paused: false, reason: '', dnd: desk.dnd };
    afterCommit(() => {
      tellDesk(context, actor.id, state);
      tellQueueMoved(context, actor.org);
    });
    return state;
  });
}

/** Do not disturb: a state that others see; bells stay silent, offers come all the same. */
export function setDoNotDisturb(context: Context, dnd: boolean): Promise<DeskState> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    enforce(refusePresence(actor.role));
    const desk = (await holdDesks(tx, [actor.id], context.now())).get(actor.id)!;
    note.silent = true;
    await tx.updateTable('desks').set({ dnd }).where('person_id', '=', actor.id).execute();
    const state = { paused: desk.paused, reason: desk.pauseReason, dnd };
    afterCommit(() => tellDesk(context, actor.id, state));
    return state;
  });
}

/** Their desk is held. */
export async function pauseDesk(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  { id, dnd }: Pick<Desk, 'id' | 'dnd'>,
  reason: string,
): Promise<void> {
  await tx
    .updateTable('desks')
    .set({ paused_at: who.now(), pause_reason: reason, misses: 0 })
    .where('person_id', '=', id)
    .execute();
  await noteShifts(tx, [id], who.now());
  afterCommit(() => tellDesk(who, id, { paused: true, reason, dnd }));
}

function tellDesk(who: Teller, person: string, state: DeskState): void {
  if (who.bus) publishEvent(who.bus, 'agents', 'deskChanged', person, { person, ...state });
}

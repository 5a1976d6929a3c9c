import { refusePresence } from '../../internal/policy/staff.ts';
import { performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { joinWaitingList, leaveWaitingList, listChanged } from '../conversations/waiting-list.ts';
import type { Transaction } from '../database/transact.ts';
import { noteShifts } from '../days/note-shifts.ts';
import { holdDesks } from '../desks/hold-desks.ts';
import { giveBackOffers } from '../desks/pause.ts';
import { readSettings } from '../organisations/read-settings.ts';
import type { Actor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';

export function goOnline(context: Context): Promise<{ online: boolean }> {
  return switchPresence(context, true);
}

/** The conversations that the agent has stay theirs; what they are only offered does not. */
export function goOffline(context: Context): Promise<{ online: boolean }> {
  return switchPresence(context, false);
}

/** Whoever comes to work was not lost before: they are awaited until their first socket. */
async function forgetSilence(tx: Transaction, context: Context, actor: Actor): Promise<void> {
  const { grace_seconds } = await readSettings(tx, actor.org);
  await tx
    .updateTable('desks')
    .set({ seen_at: null, paused_at: null, pause_reason: null, misses: 0 })
    .where('person_id', '=', actor.id)
    .where('seen_at', '<', new Date(context.now().getTime() - grace_seconds * 1000))
    .execute();
}

async function switchPresence(context: Context, online: boolean): Promise<{ online: boolean }> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    enforce(refusePresence(actor.role));
    note.silent = actor.online === online;
    const desk = (await holdDesks(tx, [actor.id], context.now())).get(actor.id)!;
    const rows = online ? [] : await giveBackOffers(tx, context, desk);
    if (online) await forgetSilence(tx, context, actor);
    await tx.updateTable('people').set({ online }).where('id', '=', actor.id).execute();
    await listChanged(tx, afterCommit, context, actor.org, rows);
    const change = online ? joinWaitingList : leaveWaitingList;
    await change(tx, afterCommit, context, actor);
    await noteShifts(tx, [actor.id], context.now());
    return { online };
  });
}

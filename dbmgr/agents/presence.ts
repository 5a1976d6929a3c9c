import { refusePresence } from '../../internal/policy/staff.ts';
import { performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { joinWaitingList, leaveWaitingList } from '../conversations/waiting-list.ts';
import { enforce } from '../refuse.ts';

export function goOnline(context: Context): Promise<{ online: boolean }> {
  return switchPresence(context, true);
}

/** The conversations that the agent has stay theirs. */
export function goOffline(context: Context): Promise<{ online: boolean }> {
  return switchPresence(context, false);
}

async function switchPresence(context: Context, online: boolean): Promise<{ online: boolean }> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    enforce(refusePresence(actor.role));
    note.silent = actor.online === online;
    await tx.updateTable('people').set({ online }).where('id', '=', actor.id).execute();
    const change = online ? joinWaitingList : leaveWaitingList;
    await change(tx, afterCommit, context, actor);
    return { online };
  });
}

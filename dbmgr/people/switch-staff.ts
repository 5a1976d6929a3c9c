import { publishEvent } from '../../internal/bus/events.ts';
import { performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { releaseFromUnstaffed } from '../conversations/release-from-team.ts';
import type { Transaction } from '../database/transact.ts';
import { readTeamsOf } from '../teams/teams-of.ts';
import { findTarget } from './find-target.ts';
import { leaveWork } from './leave-work.ts';
import { mayServe } from '../../internal/policy/conversations.ts';
import type { Managed } from '../../internal/policy/staff.ts';

type Target = { id: string; version?: number };

export async function activateStaff(
  context: Context,
  managed: Managed,
  input: Target,
): Promise<{ active: boolean }> {
  return performAct(context, async (tx, actor, note) => {
    const target = await findTarget(tx, actor, managed, input, note);
    if (target.active) note.silent = true;
    else {
      await tx
        .updateTable('people')
        .set((eb) => ({ active: true, version: eb('version', '+', 1) }))
        .where('id', '=', target.id)
        .execute();
    }
    return { active: true };
  });
}

/** From the commit on, none of their logins is worth anything; whom they talked to waits again. */
export async function deactivateStaff(
  context: Context,
  managed: Managed,
  input: Target,
): Promise<{ active: boolean }> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    await holdLogins(tx, input.id);
    const target = await findTarget(tx, actor, managed, input, note);
    if (!target.active) {
      note.silent = true;
      return { active: false };
    }
    await tx
      .updateTable('people')
      .set((eb) => ({ active: false, version: eb('version', '+', 1) }))
      .where('id', '=', target.id)
      .execute();
    await endAllLogins(tx, target.id, context.now());
    if (mayServe(managed)) {
      await leaveWork(tx, afterCommit, context, target);
      const ids = (await readTeamsOf(tx, [target.id])).get(target.id) ?? [];
      await releaseFromUnstaffed(tx, afterCommit, context, { ids, org: target.org });
    }
    afterCommit(() =>
      publishEvent(context.bus, 'logins', 'loginsEnded', target.id, {
        person: target.id,
        logins: null,
        reason: 'deactivated',
      }),
    );
    return { active: false };
  });
}

/** Before the person's own row: that is the order in which whoever acts or writes locks the two. */
export async function holdLogins(tx: Transaction, personId: string): Promise<void> {
  const living = tx.selectFrom('logins').select('id').where('person_id', '=', personId);
  await living.where('ended_at', 'is', null).forUpdate().execute();
}

/** Every login, session, token and socket of that person carries an older version from now on. */
export async function endAllLogins(tx: Transaction, personId: string, now: Date): Promise<void> {
  await tx
    .updateTable('people')
    .set((eb) => ({ auth_version: eb('auth_version', '+', 1) }))
    .where('id', '=', personId)
    .execute();
  await tx
    .updateTable('logins')
    .set({ ended_at: now, refresh_hash: null })
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
    .execute();
  await tx.deleteFrom('push_subscriptions').where('person_id', '=', personId).execute();
}

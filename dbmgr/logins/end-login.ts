import { publishEvent } from '../../internal/bus/events.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { mayServe } from '../../internal/policy/conversations.ts';
import { recordAudit } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { transact, type Transaction } from '../database/transact.ts';
import { leaveWork } from '../people/leave-work.ts';
import { type Actor, readActor } from '../people/read-actor.ts';

/**
 * Ends the acting login. An agent who signs out is off work everywhere, and so is an admin who took
 * conversations over. Whether the login was alive
 * is the answer; a dead one ends without an error.
 */
export async function endLogin(context: Context): Promise<{ ended: boolean }> {
  const loginId = context.request.login;
  if (!loginId) return { ended: false };
  return transact(context.db, async (tx, afterCommit) => {
    const actor = await readLivingActor(tx, context);
    const now = context.now();
    const { numUpdatedRows } = await tx
      .updateTable('logins')
      .set({ ended_at: now, refresh_hash: null })
      .where('id', '=', loginId)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return { ended: false };
    await tx.deleteFrom('push_subscriptions').where('login_id', '=', loginId).execute();
    if (!actor) return { ended: true };
    if (mayServe(actor.role)) await leaveWork(tx, afterCommit, context, actor);
    await recordAudit(tx, context, actor);
    afterCommit(() =>
      publishEvent(context.bus, 'logins', 'loginsEnded', actor.id, {
        person: actor.id,
        logins: [loginId],
        reason: 'signed_out',
      }),
    );
    return { ended: true };
  });
}

async function readLivingActor(tx: Transaction, context: Context): Promise<Actor | undefined> {
  try {
    return await readActor(tx, context);
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthenticated') return undefined;
    throw error;
  }
}

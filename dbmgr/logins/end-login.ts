import { publishEvent } from '../../internal/bus/events.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { mayServe } from '../../internal/policy/conversations.ts';
import { recordAudit } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { closeAllOf } from '../conversations/close-all.ts';
import type { ConversationRow } from '../conversations/present-conversation.ts';
import { transact, type Transaction } from '../database/transact.ts';
import { leaveWork } from '../people/leave-work.ts';
import { type Actor, readActor } from '../people/read-actor.ts';

/**
 * Ends the acting login. An agent who signs out is off work everywhere, and so is an admin who took
 * conversations over. A guest who can never come back waits for nobody any more. Whether the login
 * was alive is the answer; a dead one ends without an error.
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
    if (await isForgotten(tx, actor)) {
      const gone = { visitorId: actor.id, reason: 'gone', spare: isForStaff };
      await closeAllOf(tx, afterCommit, context, gone);
    }
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

/** A guest has this one login, unless their site can say who they are. */
async function isForgotten(tx: Transaction, { id, role }: Actor): Promise<boolean> {
  if (role !== 'user') return false;
  const known = tx.selectFrom('identities').select('person_id').where('person_id', '=', id);
  return (await known.executeTakeFirst()) === undefined;
}

/** An agent ends what they have, and answers the message that was left. */
function isForStaff({ owner_kind, left_message }: ConversationRow): boolean {
  return owner_kind === 'agent' || left_message === 1;
}

async function readLivingActor(tx: Transaction, context: Context): Promise<Actor | undefined> {
  try {
    return await readActor(tx, context);
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthenticated') return undefined;
    throw error;
  }
}

import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { AppError } from '../../internal/contract/errors.ts';
import type { pushSubscription } from '../../internal/contract/pushes.ts';
import { refuseAlarms } from '../../internal/policy/alarms.ts';
import type { Context } from '../context.ts';
import { transact } from '../database/transact.ts';
import { readActor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';

/** Browsers of one person. */
const maxDevices = 20;

/**
 * The acting login's browser takes notes from now on. It is one browser, whoever used it before:
 * theirs come there no more.
 */
export function addSubscription(
  context: Context,
  { endpoint, p256dh, auth }: z.output<typeof pushSubscription>,
): Promise<void> {
  const id = subscriptionId(endpoint);
  return transact(context.db, async (tx) => {
    const actor = await readActor(tx, context);
    enforce(refuseAlarms(actor.role));
    const others = await tx
      .selectFrom('push_subscriptions')
      .where('person_id', '=', actor.id)
      .where('id', '!=', id)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    if (others.count >= maxDevices) {
      const message = `${maxDevices} browsers are told already; sign out in one of them.`;
      throw new AppError('conflict', message);
    }
    const owner = { org_id: actor.org, person_id: actor.id, login_id: context.request.login! };
    const row = { id, ...owner, endpoint, p256dh, auth, made_at: context.now() };
    const { id: _, ...changes } = row;
    await tx.insertInto('push_subscriptions').values(row).onDuplicateKeyUpdate(changes).execute();
  });
}

export async function removeSubscription(context: Context, endpoint: string): Promise<void> {
  await transact(context.db, async (tx) => {
    const actor = await readActor(tx, context);
    enforce(refuseAlarms(actor.role));
    await tx
      .deleteFrom('push_subscriptions')
      .where('id', '=', subscriptionId(endpoint))
      .where('person_id', '=', actor.id)
      .execute();
  });
}

function subscriptionId(endpoint: string): string {
  return createHash('sha256').update(endpoint).digest('hex');
}

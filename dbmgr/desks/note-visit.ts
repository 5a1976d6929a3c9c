import type { Visit } from '../../internal/contract/desks.ts';
import { refuseStarting } from '../../internal/policy/conversations.ts';
import type { Context } from '../context.ts';
import { retryContention } from '../database/transact.ts';
import { noteAddress } from '../logins/note-address.ts';
import { findActor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';

/** Where a visitor's browser says that it is; nothing but the last word is kept. */
export async function noteVisit(
  context: Context,
  { page, referrer, zone }: Visit,
): Promise<Record<string, never>> {
  const actor = await findActor(context.db, context);
  enforce(refuseStarting(actor));
  const said = { page: page ?? null, referrer: referrer ?? null, zone: zone ?? null };
  const row = { ...said, at: context.now() };
  await context.db
    .insertInto('visits')
    .values({ person_id: actor.id, org_id: actor.org, ...row })
    .onDuplicateKeyUpdate(row)
    .execute();
  // A login that is used for months goes from network to network.
  await retryContention(() => noteAddress(context.db, actor.loginId, context.request.address));
  return {};
}

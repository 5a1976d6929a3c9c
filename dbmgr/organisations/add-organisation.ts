import { AppError } from '../../internal/contract/errors.ts';
import { maxOrganisations, type Organisation } from '../../internal/contract/organisations.ts';
import { refuseManyOrganisations, refuseOrganising } from '../../internal/policy/organisations.ts';
import { performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { waitingListId } from '../conversations/waiting-entries.ts';
import { isDuplicate, type Transaction } from '../database/transact.ts';
import { enforce } from '../refuse.ts';
import { readOrganisation } from './read-organisations.ts';

type Wish = { id: string; name: string };

/** An organisation with its waiting list; there is nobody in it yet. */
export function addOrganisation(
  context: Context,
  { id, name }: Wish,
): Promise<{ organisation: Organisation }> {
  return performAct(context, async (tx, actor, note) => {
    note.target = { id, name };
    enforce(refuseOrganising(actor.role));
    enforce(refuseManyOrganisations(await countAll(tx), maxOrganisations));
    const now = context.now();
    try {
      await tx.insertInto('orgs').values({ id, name, added_at: now }).execute();
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const message = 'There is an organisation with this key already.';
      throw new AppError('conflict', message, { fields: { id: 'is taken' } });
    }
    await tx
      .insertInto('channels')
      .values({
        id: waitingListId(id),
        org_id: id,
        kind: 'waiting_list',
        changed_at: now,
        made_at: now,
      })
      .execute();
    return { organisation: await readOrganisation(tx, id) };
  });
}

async function countAll(tx: Transaction): Promise<number> {
  const { count } = await tx
    .selectFrom('orgs')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

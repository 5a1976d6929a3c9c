import { maxLeftovers } from '../../internal/contract/attachments.ts';
import { mayUseTeams } from '../../internal/policy/team-writing.ts';
import type { Context } from '../context.ts';
import type { Database } from '../database/open-database.ts';
import { transact } from '../database/transact.ts';
import { readActor } from '../people/read-actor.ts';
import { noSuchFile } from './find-attachment.ts';
import { addOrgBytes } from './org-bytes.ts';

/** An upload's address is good for ten minutes: before that it might come back to the store. */
const uploadableMs = 15 * 60_000;

/** Its owner takes back what was not sent yet. */
export function removeAttachment(context: Context, id: string): Promise<void> {
  return transact(context.db, async (tx) => {
    const actor = await readActor(tx, context);
    if (!mayUseTeams(actor.role)) throw noSuchFile();
    const { numUpdatedRows } = await tx
      .updateTable('attachments')
      .set({ state: 'gone' })
      .where('id', '=', id)
      .where('person_id', '=', actor.id)
      .where('org_id', '=', actor.org)
      .where('state', 'in', ['waiting', 'ready', 'refused'])
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw noSuchFile();
  });
}

export async function listGone({ db, now }: Pick<Context, 'db' | 'now'>): Promise<string[]> {
  const rows = await db
    .selectFrom('attachments')
    .select('id')
    .where('state', '=', 'gone')
    .where('made_at', '<', new Date(now().getTime() - uploadableMs))
    .orderBy('made_at')
    .limit(maxLeftovers)
    .execute();
  return rows.map(({ id }) => id);
}

export async function forgetGone(db: Database, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await transact(db, async (tx) => {
    const rows = await tx
      .selectFrom('attachments')
      .select(['id', 'org_id', 'size'])
      .where('id', 'in', ids)
      .where('state', '=', 'gone')
      .orderBy('id')
      .forUpdate()
      .execute();
    if (rows.length === 0) return;
    const gone = rows.map(({ id }) => id);
    await tx.deleteFrom('attachments').where('id', 'in', gone).execute();
    const orgs = Map.groupBy(rows, ({ org_id }) => org_id);
    for (const org of [...orgs.keys()].toSorted()) {
      const bytes = orgs.get(org)!.reduce((sum, { size }) => sum + size, 0);
      await addOrgBytes(tx, org, -bytes);
    }
  });
}

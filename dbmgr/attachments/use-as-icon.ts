import { attachmentOfIcon } from '../../internal/contract/icons.ts';
import { refuseIcon } from '../../internal/policy/attachments.ts';
import type { Transaction } from '../database/transact.ts';
import type { Actor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';

type Place = { teamId: string; icon: string | null };

/**
 * Lets go of the picture that was a team's icon, and holds on to the one that is to be. Does
 * nothing about addresses. Throws what is said about a file that cannot be an icon.
 */
export async function changeIcon(
  tx: Transaction,
  actor: Actor,
  { teamId, icon: before }: Place,
  after: string | null,
): Promise<void> {
  if (before === after) return;
  const wanted = attachmentOfIcon(after);
  if (wanted !== null) await holdIcon(tx, actor, teamId, wanted);
  const replaced = attachmentOfIcon(before);
  if (replaced === null) return;
  await tx
    .updateTable('attachments')
    .set({ state: 'gone' })
    .where('id', '=', replaced)
    .where('channel_id', '=', teamId)
    .execute();
}

async function holdIcon(tx: Transaction, actor: Actor, teamId: string, id: string): Promise<void> {
  const row = await tx
    .selectFrom('attachments')
    .select(['person_id', 'channel_id', 'state', 'content_type'])
    .where('id', '=', id)
    .where('org_id', '=', actor.org)
    .forUpdate()
    .executeTakeFirst();
  const file = row && {
    owner: row.person_id,
    channel: row.channel_id,
    state: row.state,
    contentType: row.content_type,
  };
  enforce(refuseIcon({ editor: actor.id, team: teamId }, file));
  await tx.updateTable('attachments').set({ state: 'sent' }).where('id', '=', id).execute();
}

import type { RevisionPosition } from '../../internal/contract/messages.ts';
import { cutIntoPieces } from '../channels/pieces.ts';
import type { Context } from '../context.ts';
import { findActor } from '../people/read-actor.ts';
import { findSetting } from './find-setting.ts';
import { type OneMessage, readVersioned } from './hold-message.ts';

export async function readMessage(context: Context, where: OneMessage) {
  const { db } = context;
  const { channelId } = await findSetting(db, await findActor(db, context), where);
  return readVersioned(db, channelId, where.seq);
}

type Wish = OneMessage & { after?: RevisionPosition };

/** Throws `not_found` when there is no such message. */
export async function listRevisions(context: Context, { after, ...where }: Wish) {
  const { db } = context;
  const { channelId } = await findSetting(db, await findActor(db, context), where);
  await readVersioned(db, channelId, where.seq);
  const rows = await db
    .selectFrom('revisions')
    .where('channel_id', '=', channelId)
    .where('seq', '=', where.seq)
    .where('revision', '>', after?.revision ?? -1)
    .select(['revision', 'body', 'made_at'])
    .orderBy('revision')
    .execute();
  const all = rows.map(({ body, made_at }) => ({ data: body, made_at: made_at.toISOString() }));
  const revisions = cutIntoPieces(all)[0] ?? [];
  const last = rows[revisions.length - 1];
  const next = last && revisions.length < all.length ? { revision: last.revision } : null;
  return { revisions, next };
}

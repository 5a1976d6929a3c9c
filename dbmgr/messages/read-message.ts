import type { Context } from '../context.ts';
import { findActor } from '../people/read-actor.ts';
import { findSetting } from './find-setting.ts';
import { type OneMessage, readVersioned } from './hold-message.ts';

export async function readMessage(context: Context, where: OneMessage) {
  const { db } = context;
  const { channelId } = await findSetting(db, await findActor(db, context), where);
  return readVersioned(db, channelId, where.seq);
}

/** Throws `not_found` when there is no such message. */
export async function listRevisions(context: Context, where: OneMessage) {
  const { db } = context;
  const { channelId } = await findSetting(db, await findActor(db, context), where);
  await readVersioned(db, channelId, where.seq);
  const rows = await db
    .selectFrom('revisions')
    .where('channel_id', '=', channelId)
    .where('seq', '=', where.seq)
    .select(['body', 'made_at'])
    .orderBy('revision')
    .execute();
  return {
    revisions: rows.map(({ body, made_at }) => ({ data: body, made_at: made_at.toISOString() })),
  };
}

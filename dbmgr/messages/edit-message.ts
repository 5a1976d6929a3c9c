import { refuseEditing } from '../../internal/policy/message-changes.ts';
import type { Context } from '../context.ts';
import { enforce } from '../refuse.ts';
import { refuseText } from './check-message.ts';
import { changeMessage, type OneMessage, readVersioned } from './hold-message.ts';
import { tellChange } from './tell-change.ts';

export type EditWish = OneMessage & { version?: number; data: string };

/** The same text again changes nothing. What stood there before becomes a revision. */
export function editMessage(context: Context, wish: EditWish) {
  return changeMessage(context, wish, async (held) => {
    const { tx, log, row, facts, actor, seq } = held;
    const { revisions } = await tx
      .selectFrom('revisions')
      .where('channel_id', '=', log.id)
      .where('seq', '=', seq)
      .select((eb) => eb.fn.countAll<number>().as('revisions'))
      .executeTakeFirstOrThrow();
    const seen = { now: held.at, seenVersion: wish.version, revisions };
    enforce(refuseEditing(actor, facts, seen));
    enforce(refuseText(wish.data));
    if (!row || row.body === wish.data) return readVersioned(tx, log.id, seq);
    await tx
      .insertInto('revisions')
      .values({
        channel_id: log.id,
        seq,
        revision: revisions + 1,
        body: row.body,
        made_at: row.edited_at ?? row.sent_at,
      })
      .execute();
    // Two edits within a millisecond are two versions all the same.
    const earliestMs = (row.edited_at?.getTime() ?? 0) + 1;
    await tx
      .updateTable('messages')
      .set({ body: wish.data, edited_at: new Date(Math.max(held.at.getTime(), earliestMs)) })
      .where('channel_id', '=', log.id)
      .where('seq', '=', seq)
      .execute();
    await tellChange(context, held, { what: 'edited', data: wish.data });
    return readVersioned(tx, log.id, seq);
  });
}

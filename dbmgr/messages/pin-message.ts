import { refusePinning, refuseUnpinning } from '../../internal/policy/message-changes.ts';
import type { MessageEntry } from '../../internal/contract/entries.ts';
import type { PinPosition, Whereabouts } from '../../internal/contract/messages.ts';
import { decorateMessages } from '../channels/decorations.ts';
import { cutIntoPieces } from '../channels/pieces.ts';
import { messageColumns, presentMessage } from '../channels/present-entry.ts';
import type { Context } from '../context.ts';
import { findActor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
import { findSetting } from './find-setting.ts';
import { changeMessage, type OneMessage, readVersioned } from './hold-message.ts';
import { tellChange } from './tell-change.ts';

/** What is pinned already stays as it is. */
export function pinMessage(context: Context, where: OneMessage) {
  return changeMessage(context, where, async (held) => {
    const { tx, log, actor, facts, setting, seq } = held;
    const pins = await tx
      .selectFrom('pins')
      .where('channel_id', '=', log.id)
      .select('seq')
      .execute();
    const isPinned = pins.some((pin) => pin.seq === seq);
    enforce(refusePinning(setting, facts, isPinned ? 0 : pins.length));
    if (!isPinned) {
      const pin = { channel_id: log.id, seq, person_id: actor.id, made_at: held.at };
      await tx.insertInto('pins').values(pin).execute();
      await tellChange(context, held, { what: 'pinned' });
    }
    return { message: (await readVersioned(tx, log.id, seq)).message };
  });
}

export function unpinMessage(context: Context, where: OneMessage) {
  return changeMessage(context, where, async (held) => {
    const { tx, log, facts, setting, seq } = held;
    enforce(refuseUnpinning(setting, facts));
    const { numDeletedRows } = await tx
      .deleteFrom('pins')
      .where('channel_id', '=', log.id)
      .where('seq', '=', seq)
      .executeTakeFirst();
    if (numDeletedRows > 0n) await tellChange(context, held, { what: 'unpinned' });
    return { message: (await readVersioned(tx, log.id, seq)).message };
  });
}

/** Last pinned first. */
export async function listPins(
  context: Context,
  { after, ...where }: Whereabouts & { after?: PinPosition },
): Promise<{ messages: MessageEntry[]; next: PinPosition | null }> {
  const { db } = context;
  const { channelId } = await findSetting(db, await findActor(db, context), where);
  let query = db
    .selectFrom('pins')
    .innerJoin('messages', (join) =>
      join
        .onRef('messages.channel_id', '=', 'pins.channel_id')
        .onRef('messages.seq', '=', 'pins.seq'),
    )
    .where('pins.channel_id', '=', channelId)
    .select(messageColumns.map((name) => `messages.${name}` as const))
    .select('pins.made_at as pinned_at')
    .orderBy('pins.made_at', 'desc')
    .orderBy('pins.seq', 'desc');
  if (after) {
    const at = new Date(after.at);
    query = query.where((eb) =>
      eb.or([
        eb('pins.made_at', '<', at),
        eb.and([eb('pins.made_at', '=', at), eb('pins.seq', '<', after.seq)]),
      ]),
    );
  }
  const rows = await query.execute();
  const all = rows.map(presentMessage);
  await decorateMessages(db, channelId, all);
  const messages = cutIntoPieces(all)[0] ?? [];
  const last = rows[messages.length - 1];
  const isMore = last !== undefined && messages.length < all.length;
  return {
    messages,
    next: isMore ? { at: last.pinned_at.toISOString(), seq: last.seq } : null,
  };
}

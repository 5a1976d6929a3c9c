import { sql } from 'kysely';
import { publishEvent } from '../../internal/bus/events.ts';
import type { Whereabouts } from '../../internal/contract/messages.ts';
import type { Channel } from '../../internal/contract/channels.ts';
import { noteUnread } from '../channels/read-unread.ts';
import type { Context } from '../context.ts';
import { retryContention } from '../database/transact.ts';
import { findActor } from '../people/read-actor.ts';
import { findSetting } from './find-setting.ts';

/** Never goes back, and never beyond the channel's head; who watches leaves no mark. */
export async function noteSeen(context: Context, { seq, ...where }: Whereabouts & { seq: number }) {
  const { db, bus } = context;
  const actor = await findActor(db, context);
  const { channelId, kind, head, seen, watches } = await findSetting(db, actor, where);
  const furthest = watches ? seen : Math.max(seen, Math.min(seq, head));
  await retryContention(() =>
    db
      .updateTable('members')
      .set({ seen_seq: sql<number>`greatest(seen_seq, ${furthest})` })
      .where('channel_id', '=', channelId)
      .where('person_id', '=', actor.id)
      .execute(),
  );
  if (furthest > seen) {
    const mark = { channel_id: channelId, person: actor.id, seq: furthest };
    publishEvent(bus, 'channels', 'seenNoted', channelId, mark);
  }
  const channel = { id: channelId, kind, head, seen: furthest } as Channel;
  await noteUnread(db, new Map([[actor.id, [channel]]]));
  const { unread = 0, mentions = 0 } = channel;
  return { seen: furthest, unread, mentions };
}

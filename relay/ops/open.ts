import { AppError } from '../../internal/contract/errors.ts';
import type { ClientFrame } from '../../internal/contract/frames.ts';
import { id as idSchema } from '../../internal/contract/ids.ts';
import type { Seat } from '../channels/channel-log.ts';
import type { Relay } from '../context.ts';
import { startingPoint } from '../hello/resume.ts';
import { giveUpSeat, takeSeat } from '../sessions/seating.ts';
import type { Session } from '../sessions/session.ts';

export function open(
  relay: Relay,
  session: Session,
  { channel_id, after }: ClientFrame<'open'>,
): Promise<void> {
  return openChannel(relay, session, channel_id, after);
}

/**
 * Replays a channel from `after` and keeps it live: one that is live already goes back there.
 * Throws `not_found` for whoever is no member.
 */
export async function openChannel(
  relay: Relay,
  session: Session,
  channelId: string,
  after: number,
): Promise<void> {
  const seat = session.seats.get(channelId) ?? (await sitInOther(relay, session, channelId));
  if (!seat || seat.isGone) return;
  const { log } = seat;
  const cursor = await startingPoint(relay, log, after);
  if (cursor === null) {
    session.send({ op: 'reset', channel_id: channelId });
  } else {
    session.send({ op: 'opened', channel_id: channelId, head: Math.max(log.head, cursor) });
    log.rewind(seat, cursor);
  }
  // In its own time: the asker may send other frames meanwhile.
  void session.catchUp.bring(seat);
}

async function sitInOther(relay: Relay, session: Session, id: string): Promise<Seat | null> {
  if (!idSchema.safeParse(id).success) throw new AppError('not_found', 'There is no such channel.');
  const input = { channel_id: id, limit: 1 };
  const page = await relay.call.channels.readPage(input, session.callContext());
  const place = { id, member_version: page.member_version, conversation: null };
  return takeSeat(relay, session, place, page.head);
}

/** The channel is not live on this socket any more; membership is another matter. */
export function close(_relay: Relay, session: Session, { channel_id }: ClientFrame<'close'>): void {
  const seat = session.seats.get(channel_id);
  if (!seat) throw new AppError('not_found', 'There is no such channel.');
  giveUpSeat(session, seat);
  session.send({ op: 'closed', channel_id });
}

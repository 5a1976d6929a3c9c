import type { Place } from '../../internal/contract/channels.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { ClientFrame } from '../../internal/contract/frames.ts';
import type { Seat } from '../channels/channel-log.ts';
import type { Relay } from '../context.ts';
import { startingPoint } from '../hello/resume.ts';
import { giveUpSeat, takeSeat } from '../sessions/seating.ts';
import type { Session } from '../sessions/session.ts';
import { showPast } from './show-past.ts';

/**
 * Replays a channel from `after` and keeps it live: one that is live already goes back there. With
 * `before` it shows a piece of the past and leaves everything else as it is. Throws `not_found`
 * for whoever is no member.
 */
export async function open(
  relay: Relay,
  session: Session,
  { channel_id, after, before }: ClientFrame<'open'>,
): Promise<void> {
  if (before !== undefined) return showPast(relay, session, channel_id, { after, before });
  const seat = session.seats.get(channel_id) ?? (await findPlace(relay, session, channel_id));
  await openPlace(relay, session, seat, after);
}

/** The same for a channel of which dbmgr has said that this person is a member. */
export async function openPlace(
  relay: Relay,
  session: Session,
  place: Place | Seat,
  after: number,
): Promise<void> {
  const seat = 'log' in place ? place : await sitDown(relay, session, place);
  if (!seat || seat.isGone) return;
  const { log } = seat;
  const cursor = await startingPoint(relay, log, after);
  if (cursor === null) {
    session.send({ op: 'reset', channel_id: log.id });
  } else {
    session.send({ op: 'opened', channel_id: log.id, head: Math.max(log.head, cursor) });
    log.rewind(seat, cursor);
  }
  // In its own time: the asker may send other frames meanwhile.
  void session.catchUp.bring(seat);
}

async function findPlace(relay: Relay, session: Session, id: string): Promise<Place> {
  const input = { channel_id: id, limit: 1 };
  const { head, member_version } = await relay.call.channels.readPage(input, session.callContext());
  return { id, head, member_version };
}

function sitDown(relay: Relay, session: Session, { head, ...place }: Place): Promise<Seat | null> {
  return takeSeat(relay, session, { ...place, conversation: null }, head);
}

/** The channel is not live on this socket any more; membership is another matter. */
export function close(_relay: Relay, session: Session, { channel_id }: ClientFrame<'close'>): void {
  const seat = session.seats.get(channel_id);
  if (!seat) throw new AppError('not_found', 'There is no such channel.');
  giveUpSeat(session, seat);
  session.closed.add(channel_id);
  session.send({ op: 'closed', channel_id });
}

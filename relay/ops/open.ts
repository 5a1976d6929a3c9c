import type { ClientFrame } from '../../internal/contract/frames.ts';
import type { Address } from '../../internal/contract/server-frames.ts';
import { channelAt } from '../channels/address.ts';
import type { Seat } from '../channels/channel-log.ts';
import type { Relay } from '../context.ts';
import { startingPoint } from '../hello/resume.ts';
import { giveUpSeat, type Place, requireSeat, takeSeat } from '../sessions/seating.ts';
import type { Session } from '../sessions/session.ts';
import { showPast } from './show-past.ts';

/** A channel with its last entry, as dbmgr told it. */
export type OpenPlace = Place & { head: number };

/**
 * Replays a channel from `after` and keeps it live: one that is live already goes back there. With
 * `before` it shows a piece of the past and leaves everything else as it is. Throws `not_found`
 * for whoever is no member.
 */
export async function open(
  relay: Relay,
  session: Session,
  { channel_id, to, after, before }: ClientFrame<'open'>,
): Promise<void> {
  const address = { channel_id, to };
  if (before !== undefined) return showPast(relay, session, address, { after, before });
  const id = channelAt(session.person!.id, address);
  const seat = session.seats.get(id) ?? (await findPlace(relay, session, id, address));
  await openPlace(relay, session, seat, after);
}

/** The same for a channel of which dbmgr has said that this person is a member. */
export async function openPlace(
  relay: Relay,
  session: Session,
  place: OpenPlace | Seat,
  after: number,
): Promise<void> {
  const seat = 'log' in place ? place : await sitDown(relay, session, place);
  if (!seat || seat.isGone) return;
  const { log } = seat;
  const cursor = await startingPoint(relay, log, after);
  if (cursor === null) {
    session.send({ op: 'reset', ...seat.address });
  } else {
    session.send({ op: 'opened', ...seat.address, head: Math.max(log.head, cursor) });
    log.rewind(seat, cursor);
  }
  // In its own time: the asker may send other frames meanwhile.
  void session.catchUp.bring(seat);
}

async function findPlace(
  relay: Relay,
  session: Session,
  id: string,
  address: Address,
): Promise<OpenPlace> {
  const input = { channel_id: id, limit: 1 };
  const page = await relay.call.channels.readPage(input, session.callContext());
  const { head, member_version, watches } = page;
  return { id, head, member_version, watches, address };
}

function sitDown(relay: Relay, session: Session, place: OpenPlace): Promise<Seat | null> {
  return takeSeat(relay, session, place, place.head);
}

/** The channel is not live on this socket any more; membership is another matter. */
export function close(_relay: Relay, session: Session, frame: ClientFrame<'close'>): void {
  const seat = requireSeat(session, frame);
  giveUpSeat(session, seat);
  session.closed.add(seat.log.id);
  session.send({ op: 'closed', ...seat.address });
}

import type { Channel } from '../../internal/contract/channels.ts';
import type { WaitingEntry } from '../../internal/contract/entries.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { Address } from '../../internal/contract/server-frames.ts';
import { addressOf, channelAt } from '../channels/address.ts';
import type { Seat } from '../channels/channel-log.ts';
import type { Relay } from '../context.ts';
import { presentChannel, presentWaitingTo } from '../frames/present-entry.ts';
import type { Session } from './session.ts';

/** What must be known of a channel to sit in it, and how its client calls it. */
export type Place = Pick<Channel, 'id' | 'member_version' | 'watches'> & {
  conversation?: Channel['conversation'];
  address: Address;
};

export function placeOf(channel: Channel): Place {
  const { id, member_version, conversation, watches } = channel;
  return { id, member_version, conversation, watches, address: addressOf(channel) };
}

/**
 * Gives a session its seat in a channel; the seat gets nothing before `catchUp` brings it. Null
 * when the session has ended or turns out to be no member any more. Throws `not_found` and
 * `unavailable`.
 */
export async function takeSeat(
  relay: Relay,
  session: Session,
  place: Place,
  cursor: number | 'present',
): Promise<Seat | null> {
  const known = session.seats.get(place.id) ?? session.opening.get(place.id)?.seat;
  if (known) return known;
  const opening = { leftVersion: 0, seat: Promise.resolve<Seat | null>(null) };
  session.opening.set(place.id, opening);
  opening.seat = openSeat(relay, session, place, cursor).finally(() =>
    session.opening.delete(place.id),
  );
  return opening.seat;
}

async function openSeat(
  relay: Relay,
  session: Session,
  place: Place,
  cursor: number | 'present',
): Promise<Seat | null> {
  const log = await relay.logs.open(place.id, place.address.channel_id);
  const hasLeft = (session.opening.get(place.id)?.leftVersion ?? 0) > place.member_version;
  if (session.isEnded || hasLeft) return null;
  const seat: Seat = {
    log,
    address: place.address,
    person: session.person!.id,
    version: place.member_version,
    outbox: session.connection.outbox,
    cursor: cursor === 'present' ? log.flushed : cursor,
    seen: 0,
    isGone: false,
    isHidden: place.watches ?? false,
    onExpelled: (expelled) => expel(session, expelled),
  };
  session.seats.set(place.id, seat);
  session.closed.delete(place.id);
  log.conversation ??= place.conversation ?? null;
  if (!log.add(seat)) await relay.healer.rereadMembers(log);
  return seat.isGone ? null : seat;
}

/** The channel became live for this person: they are told, and it follows. */
export async function joinChannel(
  relay: Relay,
  session: Session,
  channel: Channel,
  after: number,
): Promise<void> {
  await session.starting?.catch(() => undefined);
  const known = session.seats.get(channel.id);
  if (known && refreshSeat(relay, known, channel)) {
    session.send({ op: 'joined', channel: presentChannel(channel) });
  }
  if (known || session.opening.has(channel.id)) return;
  const isList = channel.kind === 'waiting_list';
  const seat = await takeSeat(relay, session, placeOf(channel), isList ? 'present' : after);
  if (!seat) return;
  session.send({ op: 'joined', channel: presentChannel(channel) });
  if (isList) {
    const { waiting } = await relay.call.conversations.listWaiting({}, session.callContext());
    tellWaiting(relay, session, channel.id, waiting);
  }
  void session.catchUp.bring(seat);
}

/**
 * Whoever watched and joins now is there for the others to see, and the other way round: true when
 * it is so, for they are told as well.
 */
function refreshSeat(relay: Relay, seat: Seat, channel: Channel): boolean {
  const { member_version } = channel;
  const watches = channel.watches === true;
  seat.version = Math.max(seat.version, member_version);
  if ((seat.isHidden ?? false) === watches) return false;
  seat.isHidden = watches;
  relay.presence.arrive(seat.log, seat);
  return true;
}

/**
 * Who waited when it was read; every later change follows on the waiting list. What the session was
 * told since stays as it is.
 */
export function tellWaiting(
  relay: Relay,
  session: Session,
  list: string,
  waiting: readonly WaitingEntry[],
): void {
  const seat = session.seats.get(list);
  if (!seat) return;
  const told = seat.log.isLive(seat) ? seat.log.flushed : seat.cursor;
  for (const entry of waiting) {
    if (entry.seq < told) continue;
    session.send(presentWaitingTo(session.person?.id, entry));
    relay.presence.waits(list, entry);
  }
}

/**
 * The person was no member any more at `version`; the client is told when it knew of the channel.
 */
export function leaveChannel(session: Session, channelId: string, version: number): void {
  const opening = session.opening.get(channelId);
  if (opening) opening.leftVersion = Math.max(opening.leftVersion, version);
  const seat = session.seats.get(channelId);
  if (!seat || seat.version >= version) return;
  // What was appended before they left is still theirs.
  seat.log.flush();
  giveUpSeat(session, seat);
  session.send({ op: 'left', ...seat.address });
}

export function giveUpSeat(session: Session, seat: Seat): void {
  seat.log.remove(seat, performance.now());
  session.seats.delete(seat.log.id);
}

/** For what may be done only in a channel that is live on this socket. */
export function requireSeat(session: Session, { channel_id, to }: Address): Seat {
  const seat = session.seats.get(channelAt(session.person!.id, { channel_id, to }));
  if (!seat || seat.isGone) throw new AppError('not_found', 'There is no such channel.');
  return seat;
}

function expel(session: Session, seat: Seat): void {
  session.seats.delete(seat.log.id);
  // Before that, `welcome` does not name the channel.
  if (session.stage === 'joined') session.send({ op: 'left', ...seat.address });
}

import { publishLive } from '../../internal/bus/events.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { ClientFrame } from '../../internal/contract/frames.ts';
import { mayVisit } from '../../internal/policy/conversations.ts';
import type { Seat } from '../channels/channel-log.ts';
import type { Relay } from '../context.ts';
import { requireSeat } from '../sessions/seating.ts';
import type { Session } from '../sessions/session.ts';

/** Tells the others in the channel, at most once a second of each person; more is swallowed. */
export function typing(relay: Relay, session: Session, frame: ClientFrame<'typing'>): void {
  const seat = requireSeat(session, frame);
  requireVoice(relay, session);
  // Whoever reads along unseen is not heard either.
  if (seat.isHidden) return;
  const { id, role } = session.person!;
  if (!relay.typing.passes(`${id} ${seat.log.id}`, performance.now())) return;
  const isShown = frame.text !== undefined && mayVisit(role) && seat.log.conversation !== null;
  if (isShown) void tellPreview(relay, session, seat, frame.text!);
  else tell(relay, session, seat);
}

/** Where the organisation lets its agents see it; the other relays pass it to the owner alone. */
async function tellPreview(
  relay: Relay,
  session: Session,
  seat: Seat,
  text: string,
): Promise<void> {
  const isOn = await relay.previews.areOn(session.person!.org);
  if (!seat.isGone) tell(relay, session, seat, isOn ? text : undefined);
}

function tell(relay: Relay, session: Session, seat: Seat, text?: string): void {
  const { id, name, role } = session.person!;
  publishLive(relay.bus, 'typing', seat.log.id, { from: id, name, role, text });
}

/** What others hear of somebody comes from a login that may write, and was confirmed lately. */
export function requireVoice(relay: Relay, session: Session): void {
  if (!session.mayWrite) {
    throw new AppError('forbidden', 'This access key may not do this: it lacks messages:write.');
  }
  requireLease(relay, session);
}

/** Nobody else judges what is not stored, so the login must have been confirmed lately. */
export function requireLease(relay: Relay, session: Session): void {
  if (relay.leases.isFresh(session)) return;
  const message = 'Your sign-in cannot be checked now. Try again in a moment.';
  throw new AppError('unavailable', message, { retryMs: 1000 });
}

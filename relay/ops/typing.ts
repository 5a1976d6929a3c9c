import { publishLive } from '../../internal/bus/events.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { ClientFrame } from '../../internal/contract/frames.ts';
import type { Relay } from '../context.ts';
import { requireSeat } from '../sessions/seating.ts';
import type { Session } from '../sessions/session.ts';

/** Tells the others in the channel, at most once a second of each person; more is swallowed. */
export function typing(relay: Relay, session: Session, frame: ClientFrame<'typing'>): void {
  const channelId = requireSeat(session, frame).log.id;
  requireVoice(relay, session);
  const { id, name, role } = session.person!;
  if (!relay.typing.passes(`${id} ${channelId}`, performance.now())) return;
  publishLive(relay.bus, 'typing', channelId, { from: id, name, role });
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

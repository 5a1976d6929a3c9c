import { publishLive } from '../../internal/bus/events.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { ClientFrame } from '../../internal/contract/frames.ts';
import type { Relay } from '../context.ts';
import { requireSeat } from '../sessions/seating.ts';
import type { Session } from '../sessions/session.ts';

/** Tells the others in the channel, at most once a second; more is swallowed. */
export function typing(
  relay: Relay,
  session: Session,
  { channel_id }: ClientFrame<'typing'>,
): void {
  requireSeat(session, channel_id);
  requireLease(relay, session);
  const now = performance.now();
  const last = session.typedAtMs.get(channel_id) ?? -Infinity;
  if (now - last < relay.limits.typingIntervalMs) return;
  session.typedAtMs.set(channel_id, now);
  const { id, name, role } = session.person!;
  publishLive(relay.bus, 'typing', channel_id, { from: id, name, role });
}

/** Nobody else judges what is not stored, so the login must have been confirmed lately. */
export function requireLease(relay: Relay, session: Session): void {
  if (relay.leases.isFresh(session)) return;
  const message = 'Your sign-in cannot be checked now. Try again in a moment.';
  throw new AppError('unavailable', message, { retryMs: 1000 });
}

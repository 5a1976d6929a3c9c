import { AppError } from '../../internal/contract/errors.ts';
import type { ClientFrame } from '../../internal/contract/frames.ts';
import type { Relay } from '../context.ts';
import { requireSeat } from '../sessions/seating.ts';
import type { Session } from '../sessions/session.ts';
import { requireLease } from './typing.ts';

/** How far this person has read; going back says nothing. */
export function seen(
  relay: Relay,
  session: Session,
  { channel_id, seq }: ClientFrame<'seen'>,
): void {
  const seat = requireSeat(session, channel_id);
  requireLease(relay, session);
  if (seq > seat.log.head) throw new AppError('invalid', 'seq: there is no such entry yet.');
  if (seq <= seat.seen) return;
  seat.seen = seq;
  relay.seenMarks.add({ login: session.login, channel_id, seq }, session.person!.id);
}

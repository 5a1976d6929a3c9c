import { AppError } from '../../internal/contract/errors.ts';
import type { ClientFrame } from '../../internal/contract/frames.ts';
import type { Relay } from '../context.ts';
import { requireSeat } from '../sessions/seating.ts';
import type { Session } from '../sessions/session.ts';
import { requireVoice } from './typing.ts';

/** How far this person has read; going back says nothing. */
export function seen(relay: Relay, session: Session, frame: ClientFrame<'seen'>): void {
  const { seq } = frame;
  const seat = requireSeat(session, frame);
  requireVoice(relay, session);
  if (seq > seat.log.head) throw new AppError('invalid', 'seq: there is no such entry yet.');
  if (seat.isHidden || seq <= seat.seen) return;
  seat.seen = seq;
  const mark = { login: session.login, channel_id: seat.log.id, seq };
  relay.seenMarks.add(mark, session.person!.id);
}

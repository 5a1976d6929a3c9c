import type { ClientFrame } from '../../internal/contract/frames.ts';
import type { Relay } from '../context.ts';
import type { Session } from '../sessions/session.ts';
import { requireLease } from './typing.ts';

/** How this socket's person wants to be shown; the others are told within a second or so. */
export function presence(relay: Relay, session: Session, { state }: ClientFrame<'presence'>): void {
  requireLease(relay, session);
  relay.presence.setAway(session, state === 'away');
}

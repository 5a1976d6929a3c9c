import { AppError } from '../../internal/contract/errors.ts';
import type { Relay } from '../context.ts';
import type { Session } from '../sessions/session.ts';
import { requireLease } from './typing.ts';

/** The guests of the asking agent's organisation who are here now. */
export async function guests(relay: Relay, session: Session): Promise<void> {
  requireLease(relay, session);
  const { role, org } = session.person!;
  if (role !== 'agent' && role !== 'admin') {
    throw new AppError('forbidden', 'Only agents see which visitors are here.');
  }
  session.send({ op: 'guests', guests: await relay.guests.list(org) });
}

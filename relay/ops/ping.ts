import { encodeFrame } from '../frames/encode-frame.ts';
import type { Relay } from '../context.ts';
import type { Session } from '../sessions/session.ts';

const pong = encodeFrame({ op: 'pong' });

/** For programs that cannot see the protocol's own pings, as pages cannot: is anybody there? */
export function ping(_relay: Relay, session: Session): void {
  session.connection.outbox.add(pong);
}

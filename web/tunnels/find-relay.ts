import type { IncomingMessage } from 'node:http';
import type { Log } from '../../internal/log/log.ts';
import { type Handshake, joinRelay, type Vouching } from './join-relay.ts';
import type { Relay, Relays } from './relays.ts';

export type Found = { relay: Relay; handshake: Handshake };

/**
 * Hands the opening handshake to one relay after the other until one takes the socket, which then
 * counts as open. One that is full or about to end is passed over; null when none answers at all.
 */
export async function findRelay(
  relays: Relays,
  log: Log,
  request: IncomingMessage,
  head: Buffer,
  vouching: Vouching,
): Promise<Found | null> {
  let refused: Found | null = null;
  for (const relay of relays.inOrder()) {
    relay.open += 1;
    try {
      const handshake = await joinRelay(relay, request, head, vouching);
      if (handshake.status === 101) return { relay, handshake };
      relay.open -= 1;
      refused = { relay, handshake };
      if (handshake.status < 500) return refused;
    } catch (error) {
      relay.open -= 1;
      relays.markDown(relay);
      log.warn({ relay: relay.url, reason: (error as Error).message }, 'relay is down');
    }
  }
  return refused;
}

import type { Bus } from '../internal/bus/connect.ts';
import type { Client } from '../internal/contract/types.ts';
import type { Log } from '../internal/log/log.ts';
import type { Batcher } from './batching/batcher.ts';
import type { ChannelLogs } from './channels/channel-logs.ts';
import type { Healer } from './channels/healer.ts';
import type { PastReader } from './channels/past-reader.ts';
import type { Places } from './channels/places.ts';
import type { Figures } from './figures.ts';
import type { Joiner } from './hello/joiner.ts';
import type { TokenVerifier } from './hello/tokens.ts';
import type { Leases } from './leases.ts';
import type { Limits } from './limits.ts';
import type { Previews } from './previews.ts';
import type { Guests } from './presence/guests.ts';
import type { Presence } from './presence/presence.ts';
import type { Throttle } from './presence/throttle.ts';
import type { SeenMarks } from './seen-marks.ts';
import type { GuestActs } from './sessions/guest-acts.ts';
import type { Hub } from './sessions/hub.ts';
import type { Turn } from './sockets/turn.ts';

/** What everything in a relay works with. */
export type Relay = {
  bus: Bus;
  call: Client<'relay'>;
  log: Log;
  limits: Limits;
  figures: Figures;
  turn: Turn;
  hub: Hub;
  logs: ChannelLogs;
  healer: Healer;
  past: PastReader;
  batcher: Batcher;
  tokens: TokenVerifier;
  leases: Leases;
  seenMarks: SeenMarks;
  places: Places;
  presence: Presence;
  guests: Guests;
  guestActs: GuestActs;
  /** Whether agents of an organisation see what its visitors type. */
  previews: Previews;
  /** Who typed in which channel a moment ago. */
  typing: Throttle;
  /** What clients asked for and has no answer yet, messages apart. */
  performing: Set<Promise<void>>;
  joiner: Joiner;
  maxPersonSockets: number;
  framesPerSecond: number;
  /** The database's id; another one after a restore, and then everybody begins anew. */
  store: { id: string };
};

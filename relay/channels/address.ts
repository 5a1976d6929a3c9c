import type { Channel } from '../../internal/contract/channels.ts';
import type { Address } from '../../internal/contract/server-frames.ts';
import { isThreadId, threadId } from '../../internal/contract/threads.ts';
import type { Seat } from './channel-log.ts';

/**
 * The channel that somebody means by this: its own id, as dbmgr and the bus have it. By that id
 * alone a thread is not found: the frames that its two share would call it otherwise.
 */
export function channelAt(personId: string, { channel_id, to }: Address): string {
  if (to !== undefined) return threadId(channel_id, personId, to);
  return isThreadId(channel_id) ? nowhere : channel_id;
}

/** No channel has this id. */
const nowhere = 'no-channel';

/** How one of its members calls a channel. */
export function addressOf({ id, direct }: Pick<Channel, 'id' | 'direct'>): Address {
  return direct ? { channel_id: direct.team_id, to: direct.person.id } : { channel_id: id };
}

/** A key of `resume`: `<channel>`, or `<team>:<person>` for a direct thread. */
export function addressIn(key: string): Address {
  const [channel_id, to] = key.split(':') as [string, string?];
  return to === undefined ? { channel_id } : { channel_id, to };
}

/**
 * A frame that calls a channel as each of its seats does: built once for all of them, and in a
 * thread once for each of the two.
 */
export function addressed(build: (address: Address) => Buffer): (seat: Seat) => Buffer {
  const frames = new Map<string | undefined, Buffer>();
  return ({ address }) => {
    let frame = frames.get(address.to);
    if (!frame) frames.set(address.to, (frame = build(address)));
    return frame;
  };
}

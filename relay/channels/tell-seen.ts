import { encodeFrame } from '../frames/encode-frame.ts';
import { addressed } from './address.ts';
import type { ChannelLog } from './channel-log.ts';

/** Everybody in the channel, other pages of the same person too. */
export function tellSeen(log: ChannelLog, { from, seq }: { from: string; seq: number }): void {
  log.tell(addressed((address) => encodeFrame({ op: 'seen', ...address, from, seq })));
}

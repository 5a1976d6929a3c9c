import { publishEvent } from '../../internal/bus/events.ts';
import type { Channel } from '../../internal/contract/channels.ts';
import type { Teller } from '../channels/announce.ts';

/** A channel is live for somebody from an entry on. */
export type Come = { person: string; channel: Channel; from_seq: number };

/** Somebody is in a channel no longer. */
export type Gone = { person: string; channel_id: string; member_version: number };

/** For after the commit. */
export function tellCome({ bus }: Teller, come: readonly Come[]): void {
  if (!bus) return;
  for (const one of come) publishEvent(bus, 'channels', 'channelJoined', one.person, one);
}

/** For after the commit. */
export function tellGone({ bus }: Teller, gone: readonly Gone[]): void {
  if (!bus) return;
  for (const one of gone) publishEvent(bus, 'channels', 'channelLeft', one.person, one);
}

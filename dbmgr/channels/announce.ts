import type { Bus } from '../../internal/bus/connect.ts';
import { publishEvent } from '../../internal/bus/events.ts';
import type { Entry } from '../../internal/contract/entries.ts';
import { cutIntoPieces } from './pieces.ts';

/** Who tells the mesh what happened. Without a bus nothing is told, and the head check heals it. */
export type Teller = { bus: Bus | null; now: () => Date };

/**
 * Tells the channel's entries, ascending and gapless, after their commit. Relays that hold an older
 * membership than `memberVersion` read it again before they deliver.
 */
export function announceEntries(
  bus: Bus | null,
  channelId: string,
  memberVersion: number,
  entries: readonly Entry[],
): void {
  if (!bus) return;
  for (const piece of cutIntoPieces(entries)) {
    publishEvent(bus, 'channels', 'entriesAppended', channelId, {
      channel_id: channelId,
      member_version: memberVersion,
      entries: piece,
    });
  }
}

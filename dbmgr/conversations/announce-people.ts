import { publishEvent } from '../../internal/bus/events.ts';
import type { Teller } from '../channels/announce.ts';
import type { HeldConversation } from './hold-conversation.ts';
import { nameFor, presentConversation } from './present-conversation.ts';

/** A conversation became live for somebody of the staff; `from` is the first entry of it. */
export function tellJoined(
  who: Teller,
  { log, row }: HeldConversation,
  personId: string,
  from: number,
  watches = false,
): void {
  if (!who.bus) return;
  publishEvent(who.bus, 'channels', 'channelJoined', personId, {
    person: personId,
    channel: {
      id: log.id,
      kind: 'conversation',
      name: nameFor('agent', row),
      head: log.head,
      member_version: log.memberVersion,
      seen: 0,
      conversation: presentConversation(row),
      ...(watches ? { watches } : {}),
    },
    from_seq: from,
  });
}

export function tellLeft(who: Teller, { log }: HeldConversation, personId: string): void {
  if (!who.bus) return;
  publishEvent(who.bus, 'channels', 'channelLeft', personId, {
    person: personId,
    channel_id: log.id,
    member_version: log.memberVersion,
  });
}

import type { Channel } from '../../internal/contract/channels.ts';
import type { Role } from '../../internal/contract/people.ts';
import {
  type ConversationRow,
  nameFor,
  presentConversation,
} from '../conversations/present-conversation.ts';

export type Place = { head: number; member_version: number; seen_seq: number };

/** A conversation's channel as somebody of this role sees it. */
export function presentChannel(role: Role, row: ConversationRow, place: Place): Channel {
  return {
    id: row.channel_id,
    kind: 'conversation',
    name: nameFor(role, row),
    head: place.head,
    member_version: place.member_version,
    seen: place.seen_seq,
    conversation: presentConversation(row),
  };
}

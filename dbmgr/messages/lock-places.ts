import { CompiledQuery } from 'kysely';
import type { ConversationState } from '../../internal/contract/entries.ts';
import type { ConversationFacts } from '../../internal/policy/conversations.ts';
import { listOf } from '../database/list-of.ts';

/** A conversation's channel that this transaction holds. */
export type Place = {
  channelId: string;
  org: string;
  /** The last number given; it grows as messages are numbered. */
  head: number;
  memberVersion: number;
  conversationId: string;
  epoch: number;
  /** The automation that owns it, by name. */
  automation: string | null;
  facts: ConversationFacts;
};

type PlaceRow = {
  id: string;
  org_id: string;
  head: number;
  member_version: number;
  conversation_id: string;
  state: ConversationState;
  visitor_id: string;
  owner_kind: 'automation' | 'agent' | null;
  owner_id: string | null;
  owner_name: string | null;
  automation: string | null;
  epoch: number;
};

/**
 * Asks for the channels, each with its conversation, and locks them in the order of their ids.
 * Channels that are no conversation's are left out: nobody writes there.
 */
export function askPlaces(channelIds: readonly string[]): CompiledQuery {
  const statement = `
    select straight_join channels.id, channels.org_id, channels.head, channels.member_version,
      conversations.id as conversation_id, conversations.state, conversations.visitor_id,
      conversations.owner_kind, conversations.owner_id, conversations.owner_name,
      conversations.automation, conversations.epoch
    from channels force index (primary)
    join conversations on conversations.channel_id = channels.id
    where channels.id in (${listOf('?', channelIds.length)})
    order by channels.id
    for update`;
  return CompiledQuery.raw(statement, [...channelIds]);
}

export function presentPlaces(rows: readonly unknown[]): Map<string, Place> {
  return new Map((rows as PlaceRow[]).map((row) => [row.id, presentPlace(row)]));
}

function presentPlace(row: PlaceRow): Place {
  return {
    channelId: row.id,
    org: row.org_id,
    head: row.head,
    memberVersion: row.member_version,
    conversationId: row.conversation_id,
    epoch: row.epoch,
    automation: row.automation,
    facts: {
      org: row.org_id,
      state: row.state,
      visitorId: row.visitor_id,
      ownerKind: row.owner_kind,
      ownerId: row.owner_id,
      ownerName: row.owner_name,
    },
  };
}

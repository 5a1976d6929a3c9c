import { sql } from 'kysely';
import type { ConversationState } from '../../internal/contract/entries.ts';
import type { ConversationFacts } from '../../internal/policy/conversations.ts';
import type { Transaction } from '../database/transact.ts';

/**
 * A conversation's channel that this transaction holds, with those of the senders who are in it.
 */
export type Place = {
  channelId: string;
  org: string;
  /** The last number given; it grows as messages are numbered. */
  head: number;
  memberVersion: number;
  members: Set<string>;
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
  member_id: string | null;
};

/**
 * Locks the channels in the order of their ids, each with its conversation, in one statement.
 * Channels that are no conversation's are left out: nobody writes there.
 */
export async function lockPlaces(
  tx: Transaction,
  channelIds: readonly string[],
  personIds: readonly string[],
): Promise<Map<string, Place>> {
  const { rows } = await sql<PlaceRow>`
    select straight_join channels.id, channels.org_id, channels.head, channels.member_version,
      conversations.id as conversation_id, conversations.state, conversations.visitor_id,
      conversations.owner_kind, conversations.owner_id, conversations.owner_name,
      conversations.automation, conversations.epoch, members.person_id as member_id
    from channels force index (primary)
    join conversations on conversations.channel_id = channels.id
    left join members on members.channel_id = channels.id
      and members.person_id in (${sql.join(personIds)})
    where channels.id in (${sql.join(channelIds)})
    order by channels.id
    for update`.execute(tx);
  const places = new Map<string, Place>();
  for (const row of rows) {
    const place = places.get(row.id) ?? presentPlace(row);
    places.set(row.id, place);
    if (row.member_id !== null) place.members.add(row.member_id);
  }
  return places;
}

function presentPlace(row: PlaceRow): Place {
  return {
    channelId: row.id,
    org: row.org_id,
    head: row.head,
    memberVersion: row.member_version,
    members: new Set(),
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
